-- title: Something the user has not made yet is answered with 404
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: stable
-- message: {route} answers 404 when the signed-in user has no row in {tables} yet ({proof}): the address is right, there is only nothing there.{more} Answer 200 with null or the defaults.
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: http, empty-state
--
-- ## Why
-- `GET /me/business` has one address for everybody; who asks is in the session. Before the business is set up there is nothing to send, which is the
-- normal first state of every account and not a wrong address. Clients answer 404 with an error page, where a form was wanted.
--
-- Reported on GET and HEAD routes without parameters, when the row is proven to be at most one by a unique key whose only values come from the
-- session; or when it is the first row of a relationship of the signed-in user (`current_user.businesses[0]`). Not reported for the user's own row (a primary key that refers to nothing else, or the table of the users): it cannot be missing.
--
-- ## Fix
-- Answer 200 with `null`, or with an object that says so (`{"business": null}`).
WITH exits AS (
	SELECT e.id AS exit_id, ee.file_id, ee.line, s.id AS statement_id, s.proof, r.id AS route_id, r.method || ' ' || r.path AS route, r.path, ee.witness_id
	FROM empty_exit ee
		JOIN exit e ON e.id = ee.exit_id
		JOIN emptiness_test t ON t.id = ee.test_id
		JOIN statement s ON s.id = t.statement_id
		JOIN route r ON r.id = ee.route_id
		JOIN file f ON f.id = e.file_id AND f.role = 'source'
	WHERE e.status = 404 AND ee.survives AND ee.certain AND t.effective AND t.certain
		AND r.method IN ('GET', 'HEAD') AND r.prefix_known
		AND s.complete AND s.checked AND NOT s.writes
		AND (s.cardinality = 'maybe_one' AND s.proof NOT LIKE 'LIMIT%' AND s.proof <> 'relationship'
			OR s.proof = 'relationship' AND t.owner IN ('session', 'dependency') AND (s.cardinality = 'maybe_one' OR t.one_row))
		AND NOT EXISTS (SELECT 1 FROM route_parameter p WHERE p.route_id = r.id)
), bound AS (
	SELECT p.statement_id, p.origin, c.operator, c.table_name, c.conjunct,
		EXISTS (SELECT 1 FROM declared_constraint k WHERE k.kind = 'primary' AND k.table_name = c.table_name AND k.columns = c.column_name) AS is_key,
		EXISTS (SELECT 1 FROM declared_constraint k WHERE k.kind = 'foreign' AND k.table_name = c.table_name AND k.columns = c.column_name) AS refers,
		regexp('(^|_)(email|slug|username|domain|subdomain|name|sub|uid|handle|phone)$', coalesce(c.column_name, '')) AS natural,
		regexp('^(auth_|app_)?(users?|accounts?|members?|admins?|people|persons?|staff|employees?|customers?|identities)$', coalesce(c.table_name, ''))
			OR c.table_name IN (SELECT value FROM setting WHERE key = 'principal_table') AS principal
	FROM statement_parameter p
		LEFT JOIN statement_column c ON c.statement_id = p.statement_id AND c.parameter = p.number
	WHERE coalesce(p.use, '') NOT IN ('limit', 'offset')
)
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route, x.proof,
	(SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id) AS tables,
	CASE x.routes WHEN 1 THEN '' WHEN 2 THEN ' So does 1 more route.' ELSE ' So do ' || (x.routes - 1) || ' more routes.' END AS more,
	x.witness_id AS witness
FROM (SELECT e.*, count(DISTINCT e.route_id) AS routes, min(e.route) FROM exits e GROUP BY e.exit_id, e.statement_id) x
WHERE (x.proof = 'relationship' OR EXISTS (SELECT 1 FROM bound b WHERE b.statement_id = x.statement_id AND b.origin = 'session'))
	AND NOT EXISTS (SELECT 1 FROM bound b WHERE b.statement_id = x.statement_id AND b.origin NOT IN ('session', 'constant'))
	AND NOT EXISTS (SELECT 1 FROM bound b WHERE b.statement_id = x.statement_id AND b.origin = 'session'
		AND (b.operator IS NOT '=' OR NOT b.conjunct OR NOT b.refers AND (b.is_key OR b.natural OR b.principal)))
	AND NOT EXISTS (SELECT 1 FROM special_path y WHERE y.route_id = x.route_id)
