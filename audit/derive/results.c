/*
 * What the program reads of a statement's rows: the fields of the struct they are put into by name, and the variables they are scanned into by place.
 * Facts alone: which of it is wrong is a rule's to say.
 */
#include "derive.h"

/* A struct whose fields say their columns, handed over before the text: Get(&user, "SELECT …"). A list of them takes many rows. */
static const char holders[] =
	"INSERT INTO statement_result(statement_id, class_id, many) "
	"SELECT DISTINCT s.id, k.id, a.type LIKE '[]%' "
	"FROM statement s "
	"JOIN argument a ON a.call_id = s.call_id AND a.position < s.text_position AND a.type GLOB '*class:[0-9]*()' "
	"JOIN class k ON a.type IN ('class:' || k.id || '()', '[]class:' || k.id || '()') "
	"WHERE s.origin = 'text' AND EXISTS (SELECT 1 FROM binding b WHERE b.class_id = k.id AND b.how = 'field' AND instr(' ' || b.value, ' db:\"'))";

/* The struct's own fields, and those of the structs embedded in it without a name of their own. */
static const char fields[] =
	"INSERT INTO result_field(statement_id, how, name, class_id, nested, file_id, line) "
	"WITH RECURSIVE part(statement_id, class_id, depth) AS ("
	"SELECT statement_id, class_id, 0 FROM statement_result "
	"UNION SELECT p.statement_id, b.base_class_id, p.depth + 1 FROM part p JOIN class_base b ON b.class_id = p.class_id AND b.base_class_id IS NOT NULL WHERE p.depth < 4), "
	"tag(statement_id, class_id, rest, nested, file_id, line) AS ("
	"SELECT p.statement_id, p.class_id, substr(b.value, instr(' ' || b.value, ' db:\"') + 4), coalesce(b.annotation_type, '') LIKE 'class:%', b.file_id, b.line "
	"FROM part p JOIN binding b ON b.class_id = p.class_id AND b.how = 'field' AND instr(' ' || b.value, ' db:\"')) "
	"SELECT statement_id, 'field', n.name, class_id, nested, file_id, line "
	"FROM (SELECT *, substr(rest, 1, min(iif(instr(rest, ','), instr(rest, ','), 1000), instr(rest, '\"')) - 1) AS name FROM tag) n WHERE n.name NOT IN ('', '-')";

/* rows.Scan(&a, &b): one row for each place. The statement is the one whose call made the receiver. */
static const char places[] =
	"INSERT INTO result_field(statement_id, how, position, call_id, nested, file_id, line) "
	"SELECT s.id, 'place', a.position - r.first, c.id, 0, c.file_id, c.line "
	"FROM result_scan r JOIN call c ON c.id = r.call_id "
	"JOIN statement s ON s.call_id = coalesce(c.receiver_call_id, c.receiver_origin) AND s.sink_call_id = s.call_id "
	"JOIN argument a ON a.call_id = c.id AND a.position >= r.first "
	"WHERE NOT EXISTS (SELECT 1 FROM argument x WHERE x.call_id = c.id AND x.is_spread) "
	"AND (SELECT count(*) FROM statement o WHERE o.call_id = s.call_id) = 1";

bool results_derive(struct derive *d, struct err *err)
{
	return db_exec(d->db, holders, err) && db_exec(d->db, fields, err) && db_exec(d->db, places, err);
}
