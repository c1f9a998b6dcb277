-- title: A failing database is reported as "not found"
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers 404 {what}: when the database is down, everything there is "not found".
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, http
--
-- ## Why
-- 404 says: asked correctly, and it does not exist. Caches keep it, clients drop what they hold, crawlers remove pages, and no alarm goes off, since only
-- 5xx are counted as failures. A lost connection, a timeout or a missing column must not look like that.
--
-- Reported where a catch, or in Go the branch of `if err != nil`, takes errors of the database and answers 404 without looking at them.
--
-- ## Fix
-- Test for the missing row itself (`rows.length === 0`, `is None`), and let other errors become 500.
SELECT e.file_id, e.line, w.route AS subject, w.route AS object, w.route AS scope, w.route, iif(f.language = 'go', 'to every error here, and that of a database statement is one of them', 'to whatever goes wrong in this try, and a database statement is inside') AS what, w.witness_id AS witness
FROM exit e
	JOIN catch_way w ON w.region_id = e.region_id
	JOIN file f ON f.id = e.file_id AND f.role = 'source'
WHERE e.status = 404
