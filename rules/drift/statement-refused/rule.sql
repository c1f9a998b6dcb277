-- title: The database refuses a statement that is right by what is declared
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: By the schema of {origin} this statement is wrong: {problem}. By what is declared here it is right.{condition}{reach}
-- needs: schema, statements, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The tree and the database differ in something the statement rests on: a type, a key that an ON CONFLICT names, a function. The schema in the repository
-- accepts the statement, so no check without a server sees it.
--
-- Missing tables and columns, and columns an INSERT leaves out, have rules of their own (`drift/table-missing`, `drift/column-missing`, `drift/insert-omits-required`).
--
-- ## Fix
-- Bring the database to the schema the code was written for, or the code to the database.
SELECT p.file_id, p.line, p.column, p.code || ' ' || p.object AS subject, nullif(p.object, '') AS object, p.scope, o.path AS origin,
	iif(p.in_all, 'error', 'warning') AS level, p.message AS problem, p.condition, p.reach, p.witness
FROM drift_problem p JOIN declared_source o ON o.kind IN ('live', 'snapshot')
WHERE p.certain AND p.complete AND p.code NOT IN ('insert-missing-required', 'undetermined-parameter')
	AND NOT (p.code = 'unknown-table' AND EXISTS (SELECT 1 FROM schema_difference d WHERE d.object IN ('table', 'view') AND d.aspect = 'missing' AND (p.object = d.name OR p.object = d.schema || '.' || d.name)))
	AND NOT (p.code = 'unknown-column' AND EXISTS (SELECT 1 FROM difference_use u JOIN schema_difference d ON d.rowid = u.difference_id AND d.object = 'column'
		WHERE u.statement_id = p.statement_id AND (p.object = d.name OR p.object = d.table_name || '.' || d.name)))
	AND NOT (p.code = 'unknown-table' AND EXISTS (SELECT 1 FROM declared_table t WHERE t.name = p.object OR t.schema || '.' || t.name = p.object))
