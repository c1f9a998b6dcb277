-- title: A route registered twice
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} is registered a second time here; the first registration, at {first}, answers every request. Remove one of them.
-- needs: routes
-- since: 0.1.0
-- tags: http
--
-- ## Why
-- The second handler is dead code that looks alive: a fix made there changes nothing.
--
-- Reported where the framework asks its routes in order, both stand on the same object in the same file with the same method and path, and the first one's
-- handler answers and never passes on.
--
-- ## Fix
-- Keep the one that is meant.
SELECT r.file_id, r.line, r.method || ' ' || r.path AS subject, r.method || ' ' || r.path AS object, r.method || ' ' || r.path AS scope,
	r.method || ' ' || r.path AS route, 'line ' || min(q.line) AS first
FROM route r
	JOIN framework_order o ON o.framework = r.framework
	JOIN file ON file.id = r.file_id AND file.role = 'source'
	JOIN registration rr ON rr.id = r.registration_id
	JOIN registration qr ON qr.object_call_id = rr.object_call_id AND qr.file_id = rr.file_id AND qr.line < rr.line
	JOIN route q ON q.registration_id = qr.id AND q.method = r.method AND q.path = r.path AND q.app_call_id IS r.app_call_id
WHERE r.prefix_known AND r.function_id IS NOT NULL AND q.function_id IS NOT NULL
	AND EXISTS (SELECT 1 FROM exit e JOIN reach y ON y.function_id = e.function_id WHERE y.route_id = q.id)
	AND NOT EXISTS (SELECT 1 FROM call n WHERE n.function_id = q.function_id AND n.name = 'next' AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.call_id = n.id))
GROUP BY r.id
