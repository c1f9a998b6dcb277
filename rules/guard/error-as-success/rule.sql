-- title: A failing database is reported as success
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} answers {status} when the statement in this try fails: clients, proxies and alarms take it for a success. Answer 500, or let the error go to what answers it.
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, http
--
-- ## Why
-- The status is what everything between the database and the user acts on: a client that stores the answer, a proxy that caches it, a retry that does not
-- happen, an alarm that counts 5xx. `200 {"status": "error"}` passes all of them.
--
-- Reported where a catch that takes errors of the database answers with a 2xx status, or in Python returns an object that the framework sends with 200.
-- Probes are the business of `health/failure-answered-with-200`.
--
-- ## Fix
-- Answer 500 (or 503) with a body that says no more than that, and log the error.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route, x.status, x.witness_id AS witness
FROM success_on_error x
WHERE NOT regexp('(?i)(^|[/_-])(health|healthz|healthcheck|ready|readyz|readiness|live|livez|liveness|ping|status|heartbeat|diagnostics|metrics)$', x.path)
