-- title: The latest of nothing is answered with 404
-- severity: note
-- confidence: low
-- profile: strict
-- status: preview
-- message: {route} answers 404 when {tables} has no row for it yet: it gives the first of many, and whether there is one says nothing of the address.{documented}
-- needs: schema, routes, statements
-- since: 0.2.0
-- tags: http, empty-state
--
-- ## Why
-- `GET /calls/latest` has one address whether there are calls or not. Before the first one a client that treats 404 as an error shows one; `null` says what
-- is so. Opinions differ here, which is why this is a note.
--
-- Reported of GET and HEAD routes when the 404 is taken because a statement gave no row that is limited to one row (`ORDER BY … LIMIT 1`, `first()`) and by no unique
-- key, and no value of its conditions is part of the path unless it refers to another table.
--
-- ## Fix
-- Answer 200 with `null`.
WITH exits AS (
	SELECT e.id AS exit_id, e.file_id, e.line, s.id AS statement_id, r.id AS route_id, r.method || ' ' || r.path AS route, ee.witness_id
	FROM empty_exit ee
		JOIN exit e ON e.id = ee.exit_id AND e.status = 404
		JOIN emptiness_test t ON t.id = ee.test_id
		JOIN statement s ON s.id = t.statement_id
		JOIN route r ON r.id = ee.route_id
		JOIN file f ON f.id = e.file_id AND f.role = 'source'
	WHERE ee.survives AND ee.certain AND t.effective AND t.certain
		AND r.method IN ('GET', 'HEAD') AND r.prefix_known
		AND s.complete AND s.checked AND NOT s.writes AND s.cardinality = 'maybe_one' AND s.proof LIKE 'LIMIT%'
		AND EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = s.id AND c.clause = 'order')
)
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id), 'the query') AS tables,
	coalesce(' It is documented so in ' || m.place || '.', '') AS documented, x.witness_id AS witness
FROM (SELECT e.*, min(e.route) FROM exits e GROUP BY e.exit_id, e.statement_id) x
	LEFT JOIN stated_missing m ON m.route_id = x.route_id
WHERE NOT EXISTS (SELECT 1 FROM statement_parameter p
	LEFT JOIN statement_column c ON c.statement_id = p.statement_id AND c.parameter = p.number
	WHERE p.statement_id = x.statement_id AND coalesce(p.use, '') NOT IN ('limit', 'offset')
		AND NOT (p.origin IN ('session', 'dependency', 'header', 'constant', 'query')
			OR EXISTS (SELECT 1 FROM declared_constraint k WHERE k.kind = 'foreign' AND k.table_name = c.table_name AND k.columns = c.column_name)))
