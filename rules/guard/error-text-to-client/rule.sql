-- title: The text of a database error is sent to the client
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} sends the {part} of whatever goes wrong to the client{status}, and {inside}: table and column names, values and constraint names go with it.{more}
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, security
--
-- ## Why
-- The messages of PostgreSQL are written for developers: `duplicate key value violates unique constraint "users_email_key"`, `Key (email)=(a@b.c)
-- already exists`, and some libraries add the whole statement with its values. They tell a stranger what the tables are called and who has an account.
--
-- Reported where a catch takes any error, the answer holds the error or its text, and a statement on a route's way is inside the try.
-- In Go a branch of `if err != nil` is such a catch, and an answer that a helper gives is told where the helper sends it.
-- An answer behind a test of the error (`if (err instanceof ValidationError)`) is not reported; with a status of 400 to 499 it is a note.
--
-- ## Fix
-- Log the error on the server with an id, and answer with a fixed text and that id.
WITH shown AS (
	SELECT coalesce(k.file_id, e.file_id) AS file_id, coalesce(k.line, u.line) AS line, e.status, u.region_id, h.name AS helper, f.language,
		CASE u.how WHEN 'stack' THEN 'stack' WHEN 'object' THEN 'error object' WHEN 'detail' THEN 'detail' ELSE 'message' END AS part
	FROM catch_use u
		JOIN exit e ON e.call_id = u.call_id AND (e.region_id = u.region_id
			OR EXISTS (SELECT 1 FROM region o WHERE o.id = e.region_id AND o.parent_id = u.region_id AND o.kind = 'else'))
		JOIN file f ON f.id = e.file_id AND f.role = 'source'
		LEFT JOIN call k ON k.id = u.answer_call_id
		LEFT JOIN function h ON h.id = k.function_id
	WHERE u.how <> 'code'
), seen AS (
	SELECT x.*, w.route, w.witness_id, count(DISTINCT x.region_id) AS places, min(w.nearest) AS nearest
	FROM shown x JOIN catch_way w ON w.region_id = x.region_id
	GROUP BY x.file_id, x.line
)
SELECT s.file_id, s.line, coalesce('answer of ' || s.helper, s.route) AS subject, s.route AS object, coalesce(s.helper, s.route) AS scope, s.route,
	iif(s.status BETWEEN 400 AND 499, 'note', NULL) AS level,
	s.part, coalesce(' with status ' || s.status, '') AS status,
	iif(s.language = 'go', 'that of a database statement is one of them', 'a database statement is inside the try') AS inside,
	CASE WHEN s.helper IS NULL OR s.places = 1 THEN '' ELSE ' ' || s.places || ' places hand "' || s.helper || '" such errors.' END AS more, s.witness_id AS witness
FROM seen s
