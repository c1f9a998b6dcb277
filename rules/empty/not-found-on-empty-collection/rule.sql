-- title: An empty collection is answered with 404
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers 404 when {tables} has no row for it yet: that a collection is empty is no error.{more} Answer 200 with an empty list.
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: http, empty-state
--
-- ## Why
-- 404 says that the address is wrong. A client that gets it for "no calls yet" shows an error page to every new customer, retries, or raises an
-- alarm; and when the address really is wrong, nobody can tell the two apart.
--
-- What counts is not the text of the code but what the query can return. A GET or HEAD route is reported when the 404 is taken because a
-- statement gave no row, no caller turns it into something else, and the statement may return any number of rows: no unique key of the
-- schema is fixed by its conditions, and none of them is bound to a part of the path. A search whose filters come from the query string is a
-- warning. Lookups by an identifier, single rows taken from a list, downloads, and statements with parts or values of unknown origin are not
-- reported.
--
-- ## Fix
-- Send the rows as they are. Where the 404 is meant for a parent ("no such business"), look the parent up by its key and test that row instead.
WITH exits AS (
	SELECT e.id AS exit_id, e.function_id, e.file_id, e.line, s.id AS statement_id, s.text, r.id AS route_id, r.method || ' ' || r.path AS route, r.path,
		ee.witness_id
	FROM empty_exit ee
		JOIN exit e ON e.id = ee.exit_id
		JOIN emptiness_test t ON t.id = ee.test_id
		JOIN statement s ON s.id = t.statement_id
		JOIN route r ON r.id = ee.route_id
		JOIN file f ON f.id = e.file_id AND f.role = 'source'
	WHERE e.status = 404 AND ee.survives AND ee.certain AND t.effective AND t.certain AND NOT t.one_row
		AND r.method IN ('GET', 'HEAD') AND r.prefix_known
		AND s.complete AND s.checked AND NOT s.writes
		AND (s.cardinality = 'many' AND t.shape IN ('rows', 'count') AND t.form <> 'first' OR s.cardinality = 'one' AND t.form = 'count')
		AND NOT EXISTS (SELECT 1 FROM route_parameter p WHERE p.route_id = r.id)
), bound AS (							-- where the values in the conditions come from, and whether they name one thing
	SELECT p.statement_id, p.number, p.origin, c.operator, c.table_name,
		regexp('(^|_)(id|uuid|guid|slug|key|code|token|hash|email|phone|name|username|handle|number|ref|sku|sub|uid)$', coalesce(c.column_name, 'id')) AS identifying,
		regexp('^(auth_|app_)?(users?|accounts?|members?|admins?|people|persons?|profiles?|staff|employees?|customers?|identities)$', coalesce(c.table_name, ''))
			OR c.table_name IN (SELECT value FROM setting WHERE key = 'principal_table') AS principal,
		EXISTS (SELECT 1 FROM declared_constraint k WHERE k.kind = 'foreign' AND k.table_name = c.table_name AND k.columns = c.column_name) AS refers
	FROM statement_parameter p
		LEFT JOIN statement_column c ON c.statement_id = p.statement_id AND c.parameter = p.number
	WHERE coalesce(p.use, '') NOT IN ('limit', 'offset')
)
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope,
	iif(EXISTS (SELECT 1 FROM statement_parameter p WHERE p.statement_id = x.statement_id AND p.origin = 'query' AND coalesce(p.use, '') <> 'limit'),
		'warning', NULL) AS level,
	iif(EXISTS (SELECT 1 FROM statement_parameter p WHERE p.statement_id = x.statement_id AND p.origin = 'query' AND coalesce(p.use, '') <> 'limit'),
		'medium', NULL) AS confidence,
	x.route,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id),
		'the query') AS tables,
	CASE x.routes WHEN 1 THEN '' WHEN 2 THEN ' So does 1 more route.' ELSE ' So do ' || (x.routes - 1) || ' more routes.' END AS more,
	x.witness_id AS witness
FROM (SELECT e.*, count(DISTINCT e.route_id) AS routes, min(e.route) FROM exits e GROUP BY e.exit_id, e.statement_id) x
WHERE NOT EXISTS (SELECT 1 FROM bound b WHERE b.statement_id = x.statement_id AND NOT (
		b.origin = 'session' AND NOT (b.principal AND NOT b.refers AND b.operator = '=')
		OR b.origin = 'constant' AND NOT (b.identifying AND NOT b.refers)
		OR b.origin = 'query' AND b.operator IS NOT NULL AND NOT (b.operator IN ('=', 'in', 'any') AND b.identifying)))
	AND NOT regexp('(?i)\b(id|uuid|slug|key|code|name|email|type)"?\s*=\s*(''|\d)', coalesce(x.text, ''))
	AND NOT regexp('(?i)(latest|newest|current|next|previous|random|export|download|attachment|avatar|image|photo|logo|icon|thumbnail|recording|feed|sitemap|\.(csv|tsv|xlsx?|ods|pdf|json|ndjson|geojson|gpx|kml|xml|rss|atom|txt|md|html?|ics|vcf|zip|t?gz|tar|png|jpe?g|gif|svg|webp|ico|mp[34]|wav|ogg|webm|js|css|map|ya?ml|parquet))$', x.path)
	AND NOT EXISTS (SELECT 1 FROM reach y JOIN exit o ON o.function_id = y.function_id WHERE y.route_id = x.route_id AND o.media IN ('file', 'html', 'text', 'redirect'))
