/* Statements an ORM sends: what packs say it reads of a model's table; every mapped column is written. */
#include "statements.h"

bool orm_statements(struct derive *d, struct err *err)
{
	/* One row per statement and table; columns only where the table is known, so that a missing one shows as known = 0. */
	static const char sql[] =
		"INSERT INTO statement_table(statement_id, schema, name, role, known) "
		"SELECT DISTINCT s.id, coalesce(t.schema, ''), m.table_name, CASE WHEN s.kind IN ('insert', 'update', 'delete') THEN s.kind ELSE 'read' END, t.id IS NOT NULL "
		"FROM statement s JOIN model m ON coalesce(s.class_id, s.table_call_id) IS NOT NULL AND m.class_id IS s.class_id AND m.table_call_id IS s.table_call_id "
		"LEFT JOIN declared_source e ON e.kind = 'effective' LEFT JOIN declared_table t ON t.source_id = e.id AND t.schema = m.schema AND t.name = m.table_name "
		"WHERE s.origin = 'orm'; "
		"CREATE INDEX orm_read_call ON orm_read(call_id); "
		"INSERT INTO statement_column(statement_id, variant, schema, table_name, column_name, clause, conjunct, level) "
		"SELECT DISTINCT s.id, 0, c.schema, c.table_name, c.column_name, 'select', 0, 0 FROM statement s "
		"JOIN orm_read r ON r.call_id = s.sink_call_id AND r.class_id IS s.class_id AND r.table_call_id IS s.table_call_id "
		"JOIN model_column c ON c.class_id IS s.class_id AND c.table_call_id IS s.table_call_id AND (r.attribute IS NULL OR r.attribute = c.attribute) "
		"WHERE s.origin = 'orm' AND s.kind = 'select' AND coalesce(s.class_id, s.table_call_id) IS NOT NULL; "
		"INSERT INTO statement_column(statement_id, variant, schema, table_name, column_name, clause, conjunct, level) "
		"SELECT s.id, 0, c.schema, c.table_name, c.column_name, iif(s.kind = 'insert', 'insert', 'set'), 0, 0 "
		"FROM statement s JOIN model_column c ON coalesce(s.class_id, s.table_call_id) IS NOT NULL AND c.class_id IS s.class_id AND c.table_call_id IS s.table_call_id "
		"WHERE s.origin = 'orm' AND s.kind IN ('insert', 'update') AND NOT (s.kind IN ('insert', 'update') AND EXISTS (SELECT 1 FROM statement_column w WHERE w.statement_id = s.id AND w.clause = 'set'))";

	return orm_conditions(d, err) && db_exec(d->db, sql, err);
}
