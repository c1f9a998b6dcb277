-- title: A parent that has no children yet is answered with 404
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers 404 when the row of "{parent}" exists and has no row in "{children}" yet: "{parent}" was looked up before, so the address is right.{more} Answer 200 with an empty list.
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: http, empty-state
--
-- ## Why
-- `GET /customers/:id/calls` names the customer. That the customer exists has been tested, with its own 404. That it has no calls is the normal first
-- state of every customer, and 404 hides it from the client: it cannot tell "no such customer" from "no calls yet".
--
-- Reported on GET and HEAD routes when the rows are chosen by a foreign key whose only value is a part of the path, and another statement of
-- the route looks up the row that key refers to, by the same part, and is tested for itself.
--
-- ## Fix
-- Send the rows as they are.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route, x.parent, x.children,
	CASE x.routes WHEN 1 THEN '' WHEN 2 THEN ' So does 1 more route.' ELSE ' So do ' || (x.routes - 1) || ' more routes.' END AS more, x.witness_id AS witness
FROM empty_children x
WHERE x.parent_tested
