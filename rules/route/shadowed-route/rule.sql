-- title: A route that another one answers first
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} is never reached: {first}, registered before it at line {first_line}, takes "{path}" as well. Register the fixed path first.
-- needs: routes
-- since: 0.1.0
-- tags: http
--
-- ## Why
-- Routes are asked in the order they were registered. `GET /calls/:id` takes `/calls/stats` too, with the id "stats": the answer is 404, or 500 when the
-- key is a number or a uuid and PostgreSQL cannot read "stats" as one.
--
-- Reported where the framework asks in order, both routes are on the same object in the same file, the first has a parameter without a pattern where the second
-- has a fixed word, and the first one's handler answers and never passes on (it has no `next`).
--
-- ## Fix
-- Move the route with the fixed path above the one with the parameter, or give the parameter a pattern.
SELECT r.file_id, r.line, r.method || ' ' || r.path AS subject, r.method || ' ' || r.path AS object, r.method || ' ' || r.path AS scope,
	r.method || ' ' || r.path AS route, r.path, q.method || ' ' || q.path AS first, min(q.line) AS first_line
FROM route r
	JOIN framework_order o ON o.framework = r.framework
	JOIN file ON file.id = r.file_id AND file.role = 'source'
	JOIN registration rr ON rr.id = r.registration_id
	JOIN registration qr ON qr.object_call_id = rr.object_call_id AND qr.file_id = rr.file_id AND qr.line < rr.line
	JOIN route q ON q.registration_id = qr.id AND q.method = r.method AND q.app_call_id IS r.app_call_id
WHERE r.prefix_known AND q.prefix_known AND q.path <> r.path AND r.method <> 'ALL'
	AND regexp('^[-\w/.:{}]+$', q.path) AND regexp('^[-\w/.]+$', r.path)
	AND regexp('^' || regexp_replace('\{\w+\}|:\w+', regexp_replace('[.]', q.path, '\\.'), '[^/]+') || '$', r.path)
	AND EXISTS (SELECT 1 FROM exit e JOIN reach y ON y.function_id = e.function_id WHERE y.route_id = q.id)
	AND NOT EXISTS (SELECT 1 FROM call n WHERE n.function_id = q.function_id AND n.name = 'next' AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.call_id = n.id))
GROUP BY r.id
