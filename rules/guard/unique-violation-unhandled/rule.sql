-- title: A value that is there already answers 500
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} {verb} "{table_name}" with "{name}" of the request, and {key} lets each value of {columns} be there once: the second time the database refuses it (23505), nobody tells that error from others, and the answer is a 5xx.
-- needs: routes, schema, statements
-- since: 0.2.0
-- tags: errors, input
--
-- ## Why
-- That an address is taken is the most ordinary answer there is, and it is a 409. Where nobody expects the constraint, the client is told that the server is broken, tries again, and is told so again.
--
-- Reported where a value of the request goes to a column of a unique key, the statement has no ON CONFLICT, no statement on the route looks for the value before, and no catch on the way
-- tests the error's code or class or answers with anything but a 5xx status.
--
-- ## Fix
-- Catch it and test for 23505 (`error.code === '23505'`, `IntegrityError`, `P2002`, `pgerrcode.UniqueViolation`), and answer 409; or ON CONFLICT, where the second time is no mistake.
-- A SELECT before is no guard against two requests at once.
WITH keyed AS MATERIALIZED (
	SELECT p.statement_id, p.number, p.name, p.origin, p.table_name, p.column_name, p.use, i.name AS index_name, coalesce(k.name, i.name) AS key, i.columns, i.id AS index_id
	FROM statement_parameter p
		JOIN effective_index i ON i.schema = coalesce(p.schema, 'public') AND i.table_name = p.table_name AND i.is_unique
		JOIN effective_index_column c ON c.index_id = i.id AND c.name = p.column_name AND NOT c.included
		LEFT JOIN effective_constraint k ON k.table_id = i.table_id AND k.name = i.constraint_name
	WHERE p.use IN ('insert', 'set') AND p.origin IN ('body', 'query', 'path') AND p.name IS NOT NULL AND coalesce(k.kind, 'unique') = 'unique'
), sent AS (
	SELECT k.*, s.file_id, s.line, s.column, s.kind, s.function_id, r.id AS route_id, r.method || ' ' || r.path AS route, q.witness_id, min(printf('%04d %s', q.depth, r.path)) AS nearest
	FROM keyed k
		CROSS JOIN statement s ON s.id = k.statement_id AND s.checked AND NOT regexp('(?i)\bon\s+conflict\b', coalesce(s.text, ''))
		CROSS JOIN file h ON h.id = s.file_id AND h.role = 'source'
		CROSS JOIN route_statement q ON q.statement_id = s.id AND q.certain AND NOT q.detached
		CROSS JOIN route r ON r.id = q.route_id AND r.method IN ('POST', 'PUT', 'PATCH', 'ALL')
	WHERE NOT EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = s.id AND c.clause = 'conflict')
		AND NOT EXISTS (SELECT 1 FROM answered_statement a WHERE a.route_id = r.id AND a.statement_id = s.id)
		AND NOT EXISTS (SELECT 1 FROM reach y CROSS JOIN region g ON g.function_id = y.function_id AND g.kind = 'catch' CROSS JOIN catch_clause c ON c.region_id = g.id
			WHERE y.route_id = r.id AND regexp('(?i)(integrity|unique|duplicate|conflict|constraint)', coalesce(c.type, '') || ' ' || coalesce(c.type_text, '')))
		-- somebody looks whether it is there
		AND NOT EXISTS (SELECT 1 FROM route_statement v CROSS JOIN statement_parameter o ON o.statement_id = v.statement_id
			WHERE v.route_id = r.id AND o.use = 'where' AND o.table_name = k.table_name AND o.column_name = k.column_name AND o.origin IN ('body', 'query', 'path', 'parameter', 'unknown', 'local'))
	GROUP BY s.id
)
SELECT s.file_id, s.line, s.column, s.table_name || ' ' || s.key AS subject, s.route AS object, s.route AS scope, s.route, iif(s.kind = 'insert', 'fills', 'changes') AS verb, s.table_name, s.name,
	'unique key "' || s.key || '"' AS key, s.columns, s.witness_id AS witness
FROM sent s
WHERE NOT EXISTS (SELECT 1 FROM tested_state t WHERE t.value IN ('23505', 'P2002', 'UniqueConstraintError', 'SequelizeUniqueConstraintError')
	AND (NOT t.reached OR EXISTS (SELECT 1 FROM reach y WHERE y.route_id = s.route_id AND y.function_id = t.function_id)))
	AND NOT EXISTS (SELECT 1 FROM boundary b WHERE regexp('(?i)(integrity|unique|duplicate|constraint)', coalesce(b.error_type, '')))
