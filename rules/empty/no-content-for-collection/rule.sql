-- title: An empty collection is answered with 204
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} answers 204 without a body when {tables} has no row for it yet, and a list otherwise: whoever reads the answer as JSON fails on the empty one. Answer 200 with an empty list.
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: http, empty-state
--
-- ## Why
-- `response.json()` of an answer without a body throws. A client that works with ten rows, and with one, breaks with none: on the first day of every
-- new customer.
--
-- Reported as `empty/not-found-on-empty-collection` is: on GET and HEAD routes, when the 204 is taken because a statement that may return any
-- number of rows returned none.
--
-- ## Fix
-- Send the rows as they are.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id),
		'the query') AS tables,
	x.witness_id AS witness
FROM empty_collection x
WHERE x.status = 204
