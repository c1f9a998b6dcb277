-- title: The code uses what only the database has
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what} is in {origin}, and nothing in this tree declares it.{condition}{reach}
-- needs: schema, statements, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- It works here and nowhere else: the next database made from the migrations, in a test, for a new colleague, after a disaster, lacks it. It was made by
-- hand, or by a migration that was never committed.
--
-- ## Fix
-- Write the migration that makes it, so that it does nothing where it is there already.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, f.name AS scope, o.path AS origin,
	iif(p.code = 'unknown-table', 'Table "', 'Column "') || p.object || '"' AS what,
	iif(p.in_all, '', ' Only some of the texts this statement may have name it.') AS condition,
	coalesce(' ' || way.route || ' sends this statement.', '') AS reach, way.witness_id AS witness
FROM declared_problem p
	JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text'
	JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant AND v.complete
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id
WHERE p.code IN ('unknown-table', 'unknown-column') AND p.certain
	AND NOT EXISTS (SELECT 1 FROM statement_problem q WHERE q.statement_id = p.statement_id AND q.code = p.code AND q.object = p.object)
	AND EXISTS (SELECT 1 FROM schema_difference d WHERE d.aspect = 'undeclared' AND d.certain
		AND iif(p.code = 'unknown-table', d.object IN ('table', 'view') AND (p.object = d.name OR p.object = d.schema || '.' || d.name),
			d.object = 'column' AND (p.object = d.name OR p.object = d.table_name || '.' || d.name)))
	AND lower(p.object) NOT IN (SELECT name FROM tool_table)
