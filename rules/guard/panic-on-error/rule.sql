-- title: A failing statement ends in a panic that nobody recovers
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} panics when the statement before fails: {effect}. Answer 500, or recover in a middleware.
-- needs: routes, statements
-- since: 0.2.0
-- tags: errors, go
--
-- ## Why
-- The server of net/http recovers a panic of a handler by closing the connection: the client gets no status and no body, proxies report a bad gateway,
-- retries are sent, and the log has a stack in place of the statement. What was begun (a transaction, a lock, rows) is only undone where it is deferred.
--
-- Reported is `panic` in a branch of `if err != nil` where the error is a statement's, on a route's way, and methods that panic by themselves (sqlx's MustExec), in a program
-- that has no middleware that recovers and calls `recover` nowhere.
--
-- ## Fix
-- `http.Error(w, "internal error", http.StatusInternalServerError)` and a log line; and the framework's own middleware for what is left (`gin.Recovery()`, `middleware.Recoverer`,
-- `middleware.Recover()`).
WITH panics AS (
	SELECT x.file_id, x.line, x.function_id, w.route, w.route_id, w.witness_id
	FROM return x
		JOIN file f ON f.id = x.file_id AND f.role = 'source' AND f.language = 'go'
		JOIN catch_way w ON w.region_id = x.region_id
	WHERE x.how = 'throw'
	UNION ALL
	SELECT s.file_id, s.line, s.function_id, r.method || ' ' || r.path, r.id, rs.witness_id
	FROM statement s
		JOIN file f ON f.id = s.file_id AND f.role = 'source' AND f.language = 'go'
		JOIN call c ON c.id = s.sink_call_id AND c.name IN ('MustExec', 'MustExecContext') AND c.receiver_type LIKE 'sqlx.%'
		JOIN route_statement rs ON rs.statement_id = s.id AND rs.certain AND NOT rs.detached
		JOIN route r ON r.id = rs.route_id
	GROUP BY s.id
)
SELECT p.file_id, p.line, p.route AS subject, p.route AS object, coalesce(nullif(f.name, ''), p.route) AS scope, p.route,
	iif(r.framework = 'fiber', 'the process ends', 'the connection is closed without an answer') AS effect, p.witness_id AS witness
FROM panics p
	JOIN route r ON r.id = p.route_id
	JOIN function f ON f.id = p.function_id
WHERE NOT EXISTS (SELECT 1 FROM boundary b WHERE b.kind = 'recover')
	AND NOT EXISTS (SELECT 1 FROM call c WHERE c.callee = 'global.recover')
GROUP BY p.file_id, p.line
