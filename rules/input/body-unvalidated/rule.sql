-- title: What a body holds goes to the database untested
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} {verb} "{table_name}" with what the body holds, and nothing on the way looks at it: {columns}. Each is the client's mistake, and the answer is a 5xx.
-- needs: routes, schema, statements
-- since: 0.2.0
-- tags: input, errors
--
-- ## Why
-- The database's constraints are the last line, and they speak SQLSTATE: a missing name is 23502, a word where a number belongs 22P02, a text too long 22001, a
-- status that is none 23514. Where nobody asked before, all of them are a 500 for the client and an alarm for whoever is on call.
--
-- Reported for columns whose value comes straight from the body of a request: no schema, pipe or model, no test, list or conversion is seen on the route, and no catch
-- answers with anything but a 5xx status. A warning where a value of the wrong form is refused; a note where only a missing or too long one is.
--
-- ## Fix
-- A schema in front of the handler (zod, joi, ajv, class-validator, pydantic, `binding:"required"`), which answers 400 and says which field is wrong.
WITH taken AS (
	SELECT p.statement_id, p.number, p.name, p.use, p.table_name, p.column_name, c.type, coalesce(p.narrowed, '') AS narrowed, c.not_null, c.has_default, c.trigger_fills, c.id AS column_id,
		c.table_id, c.number AS place, s.kind
	FROM statement_parameter p
		JOIN statement s ON s.id = p.statement_id AND s.checked AND s.writes
		JOIN effective_column c ON c.schema = coalesce(p.schema, 'public') AND c.table_name = p.table_name AND c.name = p.column_name
	WHERE p.use IN ('insert', 'set') AND p.origin = 'body' AND p.name IS NOT NULL AND p.form IS NULL
		AND NOT regexp('typed|listed|handed', coalesce(p.narrowed, ''))
), faults AS (
	SELECT t.*, 'form' AS kind_of, '"' || t.column_name || '" given no ' || CASE WHEN t.type IN ('smallint', 'integer', 'bigint', 'real', 'double precision') OR t.type LIKE 'numeric%' THEN 'number (22P02)'
			WHEN t.type = 'uuid' THEN 'uuid (22P02)' WHEN t.type = 'boolean' THEN 'boolean (22P02)' ELSE 'date (22007)' END AS what
	FROM taken t WHERE (t.type IN ('smallint', 'integer', 'bigint', 'real', 'double precision', 'uuid', 'boolean', 'date') OR t.type LIKE 'numeric%' OR t.type LIKE 'timestamp%')
		AND NOT regexp('number|compared', t.narrowed)
	UNION ALL
	SELECT t.*, 'form', '"' || t.column_name || '" given none of its values (22P02)' FROM taken t
		JOIN effective_table x ON x.id = t.table_id JOIN declared_type e ON e.source_id = x.source_id AND e.kind = 'enum' AND (t.type = e.name OR t.type = e.schema || '.' || e.name)
	UNION ALL
	SELECT t.*, 'form', '"' || t.column_name || '" given a value its CHECK refuses (23514)' FROM taken t
		JOIN effective_constraint k ON k.table_id = t.table_id AND k.kind = 'check' AND k.columns = t.column_name
	UNION ALL
	SELECT t.*, 'missing', '"' || t.column_name || '" missing (23502)' FROM taken t
		WHERE t.not_null AND NOT t.has_default AND NOT t.trigger_fills AND t.use = 'insert' AND NOT regexp('present|number|compared', t.narrowed)
	UNION ALL
	SELECT t.*, 'long', '"' || t.column_name || '" longer than ' || regexp_capture('\((\d+)\)', t.type, 1) || ' characters (22001)' FROM taken t WHERE t.type LIKE 'character varying(%' AND NOT regexp('compared', t.narrowed)
), told AS (
	SELECT f.statement_id, f.table_name, f.name, f.place, f.what, max(f.kind_of = 'form') AS form, s.file_id, s.line, s.column, s.kind, s.function_id, r.id AS route_id, r.method, r.path, q.witness_id, q.depth
	FROM faults f
		JOIN statement s ON s.id = f.statement_id
		JOIN file h ON h.id = s.file_id AND h.role = 'source'
		JOIN route_statement q ON q.statement_id = s.id AND q.certain AND NOT q.detached
		JOIN route r ON r.id = q.route_id AND r.method IN ('POST', 'PUT', 'PATCH', 'ALL')
	WHERE NOT EXISTS (SELECT 1 FROM request_check k WHERE k.registration_id = r.registration_id AND k.part = 'body')
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN request_check k ON k.function_id = y.function_id
			WHERE y.route_id = r.id AND k.part = 'body' AND (k.name IS NULL OR k.name = f.name OR substr(f.name, 1, length(k.name) + 1) = k.name || '.'))
		-- a statement before it is refused for the same value
		AND NOT (f.kind_of = 'form' AND EXISTS (SELECT 1 FROM statement_parameter o JOIN statement b ON b.id = o.statement_id AND b.function_id = s.function_id AND b.line < s.line
			WHERE o.origin = 'body' AND o.name = f.name AND o.type = f.type))
		AND NOT EXISTS (SELECT 1 FROM answered_statement a WHERE a.route_id = r.id AND a.statement_id = s.id)
	GROUP BY f.statement_id, r.id, f.name, f.what
), listed AS (
	SELECT t.*, row_number() OVER (PARTITION BY t.statement_id, t.route_id ORDER BY t.form DESC, t.place, t.what) AS turn FROM told t
), whole AS (
	SELECT l.*, max(l.form) AS any_form, count(*) AS n, group_concat(iif(l.turn <= 3, l.what, NULL), ', ') AS columns FROM (SELECT * FROM listed ORDER BY turn) l GROUP BY l.statement_id, l.route_id
), nearest AS (
	SELECT w.*, min(printf('%04d %s %s', w.depth, w.path, w.method)) AS nearest FROM whole w GROUP BY w.statement_id
)
SELECT w.file_id, w.line, w.column, w.method || ' ' || w.path || ' ' || w.table_name AS subject, w.method || ' ' || w.path AS object, w.method || ' ' || w.path AS scope,
	w.method || ' ' || w.path AS route, iif(w.kind = 'insert', 'fills', 'changes') AS verb, w.table_name, iif(w.any_form, 'warning', 'note') AS level,
	w.columns || iif(w.n > 3, ' and ' || (w.n - 3) || ' more', '') AS columns, w.witness_id AS witness
FROM nearest w
WHERE NOT EXISTS (SELECT 1 FROM tested_state t WHERE t.value IN ('22P02', '23502', '23514', '22001')
	AND (NOT t.reached OR EXISTS (SELECT 1 FROM reach y WHERE y.route_id = w.route_id AND y.function_id = t.function_id)))
