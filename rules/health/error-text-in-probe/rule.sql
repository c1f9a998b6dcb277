-- title: A probe tells what is wrong with the database
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} answers with the text of the error when the database does not answer: addresses, roles and names of databases go to whoever asks. Answer 503 and a fixed text, and log the error.
-- needs: routes, statements
-- since: 0.2.0
-- tags: health, security
--
-- ## Why
-- Probes are asked without a login. `password authentication failed for user "app"`, `dial tcp 10.0.3.7:5432: connection refused` and `database "app_staging" does not exist` are a map of the network.
--
-- Reported where a route whose name says that it is a probe asks the database without a statement (`db.Ping()`), and what it answers is made of that error. A caught error
-- that is sent to the client is `guard/error-text-to-client`, of probes too.
--
-- ## Fix
-- `503 {"status": "unavailable"}`, and the error in the log.
WITH probe AS (
	SELECT r.id, r.function_id, r.method || ' ' || r.path AS route FROM route r
	WHERE regexp('(?i)(^|/)(health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness|heartbeat)$', r.path)
), told AS (
	-- http.Error(w, err.Error(), 503), fmt.Sprintf("… %v", err): what an answer is given is made of a ping's error
	SELECT x.file_id, x.line, p.route, p.id AS route_id
	FROM database_ping d
		JOIN argument e ON e.origin = d.call_id
		JOIN call t ON t.id = e.call_id
		JOIN exit x ON x.call_id IN (t.id, t.argument_of) AND coalesce(x.status, 500) >= 400
		JOIN reach y ON y.function_id = x.function_id AND y.certain
		JOIN probe p ON p.id = y.route_id
	UNION
	SELECT x.file_id, x.line, p.route, p.id
	FROM database_ping d
		JOIN call t ON t.receiver_origin = d.call_id AND t.name = 'Error'
		JOIN exit x ON x.call_id = t.argument_of AND coalesce(x.status, 500) >= 400
		JOIN reach y ON y.function_id = x.function_id AND y.certain
		JOIN probe p ON p.id = y.route_id
)
SELECT t.file_id, t.line, t.route AS subject, t.route AS object, t.route AS scope, t.route,
	(SELECT min(q.witness_id) FROM route_statement q WHERE q.route_id = t.route_id) AS witness
FROM told t JOIN file f ON f.id = t.file_id AND f.role = 'source'
GROUP BY t.file_id, t.line
