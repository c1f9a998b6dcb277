-- title: A failing database is reported as "not found"
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers 404 to whatever goes wrong in this try, and a database statement is inside: when the database is down, everything there is "not found".
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, http
--
-- ## Why
-- 404 says: asked correctly, and it does not exist. Caches keep it, clients drop what they hold, crawlers remove pages, and no alarm goes off, since only
-- 5xx are counted as failures. A lost connection, a timeout or a missing column must not look like that.
--
-- Reported where a catch takes errors of the database and answers 404 without looking at them.
--
-- ## Fix
-- Test for the missing row itself (`rows.length === 0`, `is None`), and let other errors become 500.
WITH seen AS (
	SELECT e.file_id, e.line, r.method || ' ' || r.path AS route, rs.witness_id, min(printf('%04d %s %s', rs.depth, r.path, r.method)) AS nearest
	FROM exit e
		JOIN catch_effect c ON c.region_id = e.region_id AND c.takes_database_errors
		JOIN file f ON f.id = e.file_id AND f.role = 'source'
		JOIN caught_statement k ON k.region_id = e.region_id
		JOIN route_statement rs ON rs.statement_id = k.statement_id AND rs.certain AND NOT rs.detached
		JOIN reach h ON h.route_id = rs.route_id AND h.function_id = e.function_id
		JOIN route r ON r.id = rs.route_id AND r.method <> 'WS'
	WHERE e.status = 404
	GROUP BY e.id
)
SELECT s.file_id, s.line, s.route AS subject, s.route AS object, s.route AS scope, s.route, s.witness_id AS witness FROM seen s
