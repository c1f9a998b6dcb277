-- title: What is not there yet ends in an error
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: {what}{route}
-- needs: schema, statements
-- since: 0.2.0
-- tags: empty-state, http
--
-- ## Why
-- `max(…)` and `sum(…)` over no rows are one row that holds NULL; a query for one row may give none. Code that was tried with data does arithmetic with
-- the one and asks fields of the other: a TypeError, or a scan that fails, and the first day of every new customer begins with a 500.
--
-- Reported where the value comes from exactly one statement, nothing between the two tests it in any way, and no catch takes the error for just that.
-- Of a missing column (also put into a field of a pydantic model that does not take None): aggregates and scalar subqueries the schema cannot keep from being NULL, as `COALESCE` would. Of a missing row: lookups by a
-- unique key whose value is taken from the path of a route, when no other statement of the route reads the same table. Where the value comes from
-- the query string or the body it is a warning.
--
-- ## Fix
-- `COALESCE(sum(x), 0)` in the statement, or a test before the value is used; for a row answer 404.
WITH model AS MATERIALIZED (			-- classes that check what they are given, and the fields of theirs that take no None
	SELECT class_id FROM class_base WHERE type IN ('pydantic.BaseModel', 'pydantic.main.BaseModel', 'sqlmodel.SQLModel')
	UNION SELECT b.class_id FROM class_base b JOIN class_base m ON m.class_id = b.base_class_id WHERE m.type IN ('pydantic.BaseModel', 'pydantic.main.BaseModel', 'sqlmodel.SQLModel')
), strict_field AS MATERIALIZED (
	SELECT b.class_id, b.name FROM binding b JOIN model m ON m.class_id = b.class_id
	WHERE b.how = 'field' AND b.annotation IN ('int', 'float', 'str', 'bool', 'Decimal', 'datetime', 'date', 'decimal.Decimal', 'datetime.datetime', 'datetime.date')
), used AS MATERIALIZED (
	SELECT u.rowid AS id, u.*, f.name AS scope
	FROM empty_use u
		JOIN function f ON f.id = u.function_id
		JOIN file ON file.id = u.file_id AND file.role = 'source'
	WHERE NOT u.tested AND NOT u.caught AND u.certain
), gone AS (
	SELECT u.*, o.name AS output, o.null_cause
	FROM used u
		JOIN statement s ON s.id = u.statement_id AND s.checked AND s.complete AND s.variants = 1 AND s.cardinality = 'one'
		JOIN statement_output o ON o.statement_id = s.id AND o.nullable = 1 AND o.null_cause IN ('aggregate', 'subquery')
			AND (u.column IS NULL AND o.position = u.position OR o.name = u.column)
	WHERE u.absent = 'value'
		AND (u.how NOT IN ('entry', 'field') OR EXISTS (SELECT 1 FROM strict_field x WHERE x.name = u.text AND x.class_id = coalesce(u.class_id,
			(SELECT m.entity_id FROM registration r JOIN argument m ON m.call_id = r.call_id AND m.keyword = 'response_model' AND m.entity = 'class' WHERE r.function_id = u.function_id))))
		AND NOT EXISTS (SELECT 1 FROM emptiness_test t WHERE t.statement_id = u.statement_id)
), keyed AS (						-- lookups of one row by what the request names, and of nothing else
	SELECT u.*, s.proof,
		max(p.origin = 'path') AS by_path, max(p.origin IN ('query', 'body')) AS by_more, max(p.origin NOT IN ('path', 'query', 'body', 'constant')) AS by_other
	FROM used u
		JOIN statement s ON s.id = u.statement_id AND s.complete AND s.checked AND s.cardinality = 'maybe_one' AND s.proof NOT LIKE 'LIMIT%' AND s.proof <> 'relationship'
		JOIN statement_parameter p ON p.statement_id = s.id AND coalesce(p.use, 'where') = 'where'
	WHERE u.absent = 'row'
	GROUP BY u.id
), lookup AS (
	SELECT k.*, rs.route_id, r.method || ' ' || r.path AS way, rs.witness_id, min(printf('%04d %s %s', rs.depth, r.path, r.method)) AS nearest
	FROM keyed k
		JOIN route_statement rs ON rs.statement_id = k.statement_id AND rs.certain AND NOT rs.detached AND NOT rs.guarded
		JOIN route r ON r.id = rs.route_id AND r.method <> 'WS'
	WHERE (k.by_path OR k.by_more) AND NOT k.by_other
		AND NOT EXISTS (SELECT 1 FROM emptiness_test t WHERE t.statement_id = k.statement_id)
		AND NOT EXISTS (SELECT 1 FROM route_statement o JOIN statement_table a ON a.statement_id = o.statement_id JOIN statement_table b ON b.statement_id = k.statement_id AND b.name = a.name
			WHERE o.route_id = rs.route_id AND o.statement_id <> k.statement_id)
	GROUP BY k.statement_id, k.function_id, k.line
)
SELECT g.file_id, g.line, coalesce(g.output, CAST(g.position AS TEXT)) AS subject, NULL AS object, g.scope, NULL AS level, NULL AS confidence,
	'Column "' || coalesce(g.output, g.position + 1) || '" of this statement is NULL when there is no row for it yet (' || g.null_cause || '): '
		|| CASE g.how WHEN 'scan' THEN 'a variable of type ' || g.text || ' cannot take it, and the scan fails.'
			WHEN 'conversion' THEN 'the conversion fails.' WHEN 'entry' THEN 'the response model''s field "' || g.text || '" does not take it, and the answer is a 500.'
			WHEN 'field' THEN 'field "' || g.text || '" does not take it, and validation fails.' WHEN 'arithmetic' THEN 'calculating with it fails.'
			ELSE 'asking for "' || g.text || '" fails.' END AS what,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS route,
	way.witness_id AS witness
FROM gone g
	JOIN statement_way way ON way.statement_id = g.statement_id
GROUP BY g.file_id, g.line, g.statement_id
UNION ALL
SELECT l.file_id, l.line, l.text, l.way, l.scope, iif(l.by_more OR NOT l.by_path, 'warning', NULL), iif(l.by_more OR NOT l.by_path, 'medium', NULL),
	l.way || ' fails when there is no such row (' || l.proof || '): "' || l.text || '" is asked of it without a test.', ' Answer 404 there.', l.witness_id
FROM lookup l
