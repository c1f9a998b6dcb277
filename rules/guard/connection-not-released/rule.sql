-- title: A connection is not given back when a statement fails
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} takes a connection out of the pool here and {what}. After as many failures as the pool has connections, every request waits for ever. Give it back in finally.
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors, pool
--
-- ## Why
-- A connection that is taken out by hand belongs to the caller until it is given back. When a statement in between throws and `release()` stands on the
-- straight way only, the pool has one connection less; nothing shows until the last one is gone, and then everything hangs at once.
--
-- Reported when the function that takes the connection sends statements on it, on a route's way, and keeps it for itself (it is neither returned nor
-- handed to a call), and no `release()` stands in a finally, nor one in a catch besides the one on the straight way.
--
-- ## Fix
-- `const client = await pool.connect(); try { … } finally { client.release(); }`. A single statement needs no connection of its own: `pool.query`.
WITH taken AS (
	SELECT b.call_id, c.file_id, c.line, c.function_id,
		(SELECT count(*) FROM given_back g WHERE g.borrowed_call_id = b.call_id) AS given,
		EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind = 'finally'
			WHERE g.borrowed_call_id = b.call_id) AS finally,
		EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind = 'catch'
			WHERE g.borrowed_call_id = b.call_id) AS caught
	FROM borrowed b
		JOIN call c ON c.id = b.call_id AND c.settled = 'await'
		JOIN file ON file.id = c.file_id AND file.role = 'source'
	WHERE EXISTS (SELECT 1 FROM call q WHERE q.receiver_origin = b.call_id AND q.function_id = c.function_id AND q.settled = 'await')
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM return r WHERE r.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = b.call_id AND k.function_id <> c.function_id)
)
SELECT t.file_id, t.line, 'connection' AS subject, f.name AS scope, r.method || ' ' || r.path AS route,
	iif(t.given, 'gives it back only where nothing fails', 'never gives it back') AS what,
	(SELECT rs.witness_id FROM route_statement rs JOIN statement s ON s.id = rs.statement_id JOIN call k ON k.id = s.sink_call_id
		WHERE rs.route_id = r.id AND k.receiver_origin = t.call_id LIMIT 1) AS witness
FROM taken t
	JOIN function f ON f.id = t.function_id
	JOIN (SELECT function_id, min(route_id) AS route_id FROM reach WHERE certain GROUP BY function_id) n ON n.function_id = t.function_id
	JOIN route r ON r.id = n.route_id
WHERE NOT t.finally AND NOT (t.caught AND t.given > 1)
