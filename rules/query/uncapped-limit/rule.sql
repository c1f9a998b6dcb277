-- title: The client says how many rows are read
-- severity: warning
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route}{more} takes LIMIT from "{name}" of the {part} as it comes: one request for a million rows reads, sends and holds them all.
-- needs: routes, statements
-- since: 0.2.0
-- tags: input, performance
--
-- ## Why
-- A limit that the client sets is no limit. `?limit=100000000` costs the database the scan and the service the memory, and whoever is allowed to list once is allowed to do that many times.
--
-- Reported where the value of LIMIT comes from the request, and nothing on the route compares it with a size, takes the smaller of two, or asks a schema or a list.
-- That it is a number, or has a default where it is missing, bounds nothing.
--
-- ## Fix
-- `Math.min(Number(req.query.limit) || 20, 100)`, `limit: int = Query(20, ge=1, le=100)`, `maximum` in the schema.
WITH taken AS (
	SELECT s.file_id, s.line, s.column, r.method || ' ' || r.path AS route, count(DISTINCT r.id) AS routes, p.name, p.origin, q.witness_id,
		min(printf('%04d %s %s', q.depth, r.path, r.method)) AS nearest
	FROM statement_parameter p
		JOIN statement s ON s.id = p.statement_id
		JOIN file f ON f.id = s.file_id AND f.role = 'source'
		JOIN route_statement q ON q.statement_id = s.id AND q.certain
		JOIN route r ON r.id = q.route_id AND r.method <> 'WS'
	WHERE p.use = 'limit' AND p.origin IN ('query', 'body') AND p.name IS NOT NULL
		AND NOT regexp('listed|compared|handed', coalesce(p.narrowed, ''))
		AND NOT EXISTS (SELECT 1 FROM request_check k WHERE k.registration_id = r.registration_id AND k.part = p.origin)
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN request_check k ON k.function_id = y.function_id
			WHERE y.route_id = r.id AND k.part = p.origin AND coalesce(k.name, p.name) = p.name AND (k.how <> 'declared' OR k.name IS NULL))
	GROUP BY s.id, p.name
)
SELECT t.file_id, t.line, t.column, t.route || ' ' || t.name AS subject, t.route AS object, t.route AS scope, t.route,
	iif(t.routes > 1, ' (and ' || (t.routes - 1) || ' more)', '') AS more, t.name, iif(t.origin = 'body', 'body', 'query string') AS part, t.witness_id AS witness
FROM taken t
