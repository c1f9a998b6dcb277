-- title: A file of nothing is answered with 404
-- severity: note
-- confidence: low
-- profile: strict
-- status: preview
-- message: {route} answers 404 when {tables} has no row for it yet. What it gives is no data but a file or a page: an empty one may be as good an answer.
-- needs: schema, routes, statements
-- since: 0.2.0
-- tags: http, empty-state
--
-- ## Why
-- An export of no calls is a table with a heading and no rows. A 404 for it reads as if the address were wrong; for a picture or a recording it is right.
--
-- Reported as `empty/not-found-on-empty-collection` is, of routes that give a file, a page or text by their path's ending, their answers or their description.
--
-- ## Fix
-- Send the empty file, or 204 where there is nothing to save.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = x.statement_id), 'the query') AS tables,
	x.witness_id AS witness
FROM empty_list x
WHERE x.special = 'download' AND x.status = 404
