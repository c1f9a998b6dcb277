-- title: A failing database is reported as success
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers {status} when the statement {where} fails: clients, proxies and alarms take it for a success.{more} Answer 500, or let the error go to what answers it.
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, http
--
-- ## Why
-- The status is what everything between the database and the user acts on: a client that stores the answer, a proxy that caches it, a retry that does not
-- happen, an alarm that counts 5xx. `200 {"status": "error"}` passes all of them.
--
-- Reported where a catch that takes errors of the database answers with a 2xx status, or in Python returns an object that the framework sends with 200.
-- In Go the branch of `if err != nil` is such a catch, and where a helper gives the answer it is told once, at the helper.
-- Probes are the business of `health/failure-answered-with-200`.
--
-- ## Fix
-- Answer 500 (or 503) with a body that says no more than that, and log the error.
WITH answered AS (
	SELECT coalesce(h.file_id, x.file_id) AS file_id, coalesce(h.line, x.line) AS line, h.name AS helper, x.status, x.route, x.witness_id, f.language,
		count(*) AS places, min(x.nearest) AS nearest
	FROM success_on_error x
		JOIN file f ON f.id = x.file_id
		LEFT JOIN (SELECT t.call_id, e.file_id, e.line, n.name, min(e.id) FROM call_target t JOIN exit e ON e.function_id = t.function_id AND e.region_id IS NULL AND e.status BETWEEN 200 AND 299
			JOIN function n ON n.id = t.function_id JOIN file g ON g.id = e.file_id AND g.language = 'go' GROUP BY t.call_id) h ON h.call_id = x.call_id
	WHERE NOT regexp('(?i)(^|[/_-])(health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness|ping|status|heartbeat|diagnostics|metrics)$', x.path)
	GROUP BY 1, 2
)
SELECT a.file_id, a.line, coalesce('answer of ' || a.helper, a.route) AS subject, a.route AS object, coalesce(a.helper, a.route) AS scope, a.route, a.status,
	iif(a.language = 'go', 'before', 'in this try') AS "where",
	CASE WHEN a.helper IS NULL OR a.places = 1 THEN '' ELSE ' ' || a.places || ' places answer such errors by "' || a.helper || '".' END AS more, a.witness_id AS witness
FROM answered a
