-- title: A list is described as answering 404
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} is described as giving a list, and as answering 404 ({place}): a list without elements is an answer, and nothing in the path can be wrong.
-- needs: routes
-- since: 0.2.0
-- tags: http, empty-state
--
-- ## Why
-- Whoever reads the description handles a 404 that should never come, and whoever implements it again answers one for an empty list. Linters that ask for
-- a 4xx of every operation push people to write it down.
--
-- Reported of GET and HEAD routes without parameters in their path whose own description (an OpenAPI document, `responses=`, a response schema, `@ApiResponse`)
-- has both a list for the good case and a 404.
--
-- ## Fix
-- Take the 404 out of the description; where the code answers it, answer 200 with an empty list.
SELECT f.id AS file_id, x.line, r.method || ' ' || r.path AS subject, r.method || ' ' || r.path AS object, r.method || ' ' || r.path AS scope, r.method || ' ' || r.path AS route, m.place
FROM route r
	JOIN stated_list l ON l.route_id = r.id
	JOIN stated_missing m ON m.route_id = r.id
	JOIN route_response x ON x.route_id = r.id AND x.status = 404
	JOIN file f ON f.id = x.file_id AND f.role = 'source'
WHERE r.method IN ('GET', 'HEAD') AND r.prefix_known
	AND NOT EXISTS (SELECT 1 FROM route_parameter p WHERE p.route_id = r.id)
GROUP BY r.id
