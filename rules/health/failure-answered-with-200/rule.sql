-- title: A probe that says 200 when the database is down
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} asks the database, and answers {status} when that fails: whoever probes looks at the status, not at the body. Answer 503.
-- needs: routes, statements
-- since: 0.1.0
-- tags: health
--
-- ## Why
-- Load balancers, container platforms and deploy scripts read the status of a probe and nothing else. `200 {"status": "unhealthy"}` keeps an instance in
-- service that cannot serve, and lets a deploy go on that should stop.
--
-- Reported where a route whose name says that it is a probe catches the error of its statement and answers with a 2xx status.
--
-- ## Fix
-- The same body with 503.
SELECT x.file_id, x.line, x.route AS subject, x.route AS object, x.route AS scope, x.route, x.status, x.witness_id AS witness
FROM success_on_error x
WHERE regexp('(?i)(^|[/_-])(health|healthz|healthcheck|ready|readyz|readiness|heartbeat)$', x.path)
