-- title: A readiness probe that asks nothing
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} says "ready" whatever the database does: nothing on its way asks it, and {others} routes need it. Send a cheap statement (SELECT 1) with a short timeout, and answer 503 when it fails.
-- needs: routes, statements
-- since: 0.1.0
-- tags: health
--
-- ## Why
-- The probe decides whether an instance gets requests. One that always says yes sends them to instances whose database cannot be reached, and keeps a rolling
-- deploy going while every new instance fails. (Liveness is another question: a liveness probe should not ask the database, or its loss restarts everything.)
--
-- Reported for GET routes that call themselves ready or readiness, when every call on their way is known and only answers.
--
-- ## Fix
-- `await pool.query('SELECT 1')` with a timeout below the probe's; 503 with a short JSON body when it throws.
SELECT r.file_id, r.line, r.method || ' ' || r.path AS subject, r.method || ' ' || r.path AS object, r.method || ' ' || r.path AS scope,
	r.method || ' ' || r.path AS route, (SELECT count(DISTINCT rs.route_id) FROM route_statement rs) AS others
FROM route r
	JOIN file ON file.id = r.file_id AND file.role = 'source'
WHERE r.method IN ('GET', 'HEAD', 'ALL') AND r.function_id IS NOT NULL
	AND regexp('(?i)(^|/)(ready|readyz|readiness)/?$', r.path)
	AND EXISTS (SELECT 1 FROM route_statement)
	AND NOT EXISTS (SELECT 1 FROM route_statement s WHERE s.route_id = r.id)
	AND EXISTS (SELECT 1 FROM exit e WHERE e.function_id = r.function_id)
	AND NOT EXISTS (SELECT 1 FROM reach y JOIN call c ON c.function_id = y.function_id
		WHERE y.route_id = r.id AND coalesce(c.callee, '') NOT LIKE 'global.%' AND coalesce(c.receiver_type, '') NOT LIKE 'global.%'
			AND NOT EXISTS (SELECT 1 FROM exit e WHERE e.call_id = c.id OR c.id = (SELECT k.receiver_call_id FROM call k WHERE k.id = e.call_id)))
