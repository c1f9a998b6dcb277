-- title: An empty collection is answered with 404
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers 404 when {tables} has no row for it yet: that a collection is empty is no error.{more}{documented} Answer 200 with an empty list.
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
-- warning (of high confidence where the route itself says that it gives a list: `response_model`, a schema, an OpenAPI document). A 404 that is documented
-- is a warning too, and where it is documented is said: others may rely on it. Lookups by an identifier, single rows taken from a list, downloads, and
-- statements with parts or values of unknown origin are not reported.
--
-- ## Fix
-- Send the rows as they are. Where the 404 is meant for a parent ("no such business"), look the parent up by its key and test that row instead.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route,
	iif(x.searched OR m.place IS NOT NULL, 'warning', NULL) AS level, iif(x.searched AND l.route_id IS NULL, 'medium', NULL) AS confidence,
	coalesce(' It is documented so in ' || m.place || '.', '') AS documented,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id),
		'the query') AS tables,
	CASE x.routes WHEN 1 THEN '' WHEN 2 THEN ' So does 1 more route.' ELSE ' So do ' || (x.routes - 1) || ' more routes.' END AS more,
	x.witness_id AS witness
FROM empty_collection x
	LEFT JOIN stated_missing m ON m.route_id = x.route_id
	LEFT JOIN stated_list l ON l.route_id = x.route_id
WHERE x.status = 404
