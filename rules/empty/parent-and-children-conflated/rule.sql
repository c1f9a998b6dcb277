-- title: No children is taken for no parent
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: stable
-- message: {route} answers 404 when "{children}" has no row with this "{key}", whether or not the row of "{parent}" it refers to exists.{more} Look "{parent}" up by its key, test that, and answer an empty list otherwise.
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: http, empty-state
--
-- ## Why
-- `GET /customers/:id/calls` answers 404 both for a customer that does not exist and for one that has no calls yet. The first is a wrong address, the
-- second the first state of every customer; the client cannot tell them apart.
--
-- Reported on GET and HEAD routes when the rows are chosen by a foreign key whose only value is a part of the path, and nothing on the
-- route looks up the row that key refers to.
--
-- ## Fix
-- Look the parent up by its key and test that row. Where one query is wanted, join from the parent: `FROM customers c LEFT JOIN calls …`.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route, x.parent, x.children, x.key,
	CASE x.routes WHEN 1 THEN '' WHEN 2 THEN ' So does 1 more route.' ELSE ' So do ' || (x.routes - 1) || ' more routes.' END AS more, x.witness_id AS witness
FROM empty_children x
WHERE NOT x.parent_tested
