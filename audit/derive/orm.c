/* Statements an ORM sends: every mapped column of the model's table is read, or written. */
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
		"INSERT INTO statement_column(statement_id, variant, schema, table_name, column_name, clause, conjunct, level) "
		"SELECT s.id, 0, c.schema, c.table_name, c.column_name, CASE s.kind WHEN 'insert' THEN 'insert' WHEN 'update' THEN 'set' ELSE 'select' END, 0, 0 "
		"FROM statement s JOIN model_column c ON coalesce(s.class_id, s.table_call_id) IS NOT NULL AND c.class_id IS s.class_id AND c.table_call_id IS s.table_call_id "
		"WHERE s.origin = 'orm' AND NOT (s.kind IN ('insert', 'update') AND EXISTS (SELECT 1 FROM statement_column w WHERE w.statement_id = s.id AND w.clause = 'set'))";

	return orm_conditions(d, err) && db_exec(d->db, sql, err);
}
