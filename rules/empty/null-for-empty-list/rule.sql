-- title: An empty list is sent as null
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} sends null in place of [] when {tables} has no row for it: this list is nil until something is appended to it.{more} Make it: `list := []T{}` or `make([]T, 0)`.
-- needs: routes, statements
-- since: 0.2.0
-- tags: http, empty-state, go
--
-- ## Why
-- `var list []T` is nil, and encoding/json writes nil as `null`. A client that calls `.map` or asks for the length of what it got fails for every new customer, and
-- for nobody else. What the documentation calls an array is one only when there is something in it.
--
-- Reported where the answer of a route is a list, or has it for an entry, that is declared without a value and filled in a loop over the rows of a statement, on every way on
-- which the function that makes it gives no error. A list whose length, or being nil, is tested before it is sent is not reported.
--
-- ## Fix
-- `list := []T{}` where it is declared.
SELECT n.file_id, n.line, f.name AS subject, f.name AS scope, way.route, way.route AS object,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = n.statement_id), 'the query') AS tables,
	CASE count(DISTINCT n.exit_id) WHEN 1 THEN '' ELSE ' ' || count(DISTINCT n.exit_id) || ' answers send it.' END AS more, way.witness_id AS witness
FROM null_list n
	JOIN file ON file.id = n.file_id AND file.role = 'source'
	JOIN statement s ON s.id = n.statement_id
	JOIN function f ON f.id = s.function_id
	JOIN exit e ON e.id = n.exit_id
	JOIN reach h ON h.function_id = e.function_id AND h.certain
	JOIN route_statement q ON q.statement_id = s.id AND q.route_id = h.route_id AND q.certain
	JOIN statement_way way ON way.statement_id = s.id
GROUP BY n.file_id, n.line
