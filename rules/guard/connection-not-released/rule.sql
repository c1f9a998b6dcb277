-- title: A connection is not given back when a statement fails
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {route} {takes} here and {what}. After as many {times} as the pool has connections, every request waits for ever. {advice}
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
-- In Go rows keep their connection until the last of them was read or they are closed, and a transaction until it is committed or rolled back. Reported is a
-- way out of the function on which neither has happened, where nothing deferred does it; what is returned, stored or handed to a function that may close it is not looked at.
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
		JOIN file ON file.id = c.file_id AND file.role = 'source' AND file.language <> 'go'
	WHERE EXISTS (SELECT 1 FROM call q WHERE q.receiver_origin = b.call_id AND q.function_id = c.function_id AND q.settled = 'await')
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM return r WHERE r.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = b.call_id AND k.function_id <> c.function_id)
)
, go_taken AS (	-- Go: with the line from which it is in use: behind the test of the error that came with it
	SELECT b.call_id, b.kind, b.driver, c.file_id, c.line, c.function_id, c.use,
		(SELECT min(u.line) FROM call u WHERE u.receiver_origin = b.call_id AND u.function_id = c.function_id
			AND u.name NOT IN ('Close', 'Release', 'Rollback', 'Commit')) AS first_use
	FROM borrowed b
		JOIN call c ON c.id = b.call_id
		JOIN file ON file.id = c.file_id AND file.role = 'source' AND file.language = 'go'
	WHERE NOT EXISTS (SELECT 1 FROM argument a JOIN call k ON k.id = a.call_id WHERE a.origin = b.call_id AND k.id <> b.call_id
			AND (b.kind <> 'transaction' OR EXISTS (SELECT 1 FROM call_target t JOIN call e ON e.function_id = t.function_id AND e.name IN ('Commit', 'Rollback') WHERE t.call_id = k.id)
				OR NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = k.id)))
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM binding x WHERE x.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM return r WHERE r.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM return r JOIN argument a ON a.call_id = r.value_call_id WHERE a.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM property p JOIN return r ON r.object_id = p.object_id WHERE r.function_id = c.function_id AND p.type = c.result_type)
		-- a function inside of it ends it, or something deferred before it is used
		AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = b.call_id AND k.function_id <> c.function_id)
		AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = b.call_id AND k.name <> 'Commit' AND k.region_id IS c.region_id
			AND k.line <= (SELECT min(u.line) FROM call u WHERE u.receiver_origin = b.call_id AND u.function_id = c.function_id AND u.name NOT IN ('Close', 'Release', 'Rollback', 'Commit')))
), go_way AS (	-- the ways out
	SELECT t.call_id, t.kind, 'closes its rows nowhere' AS what, 'such requests' AS times
	FROM go_taken t
	WHERE t.kind = 'rows' AND NOT EXISTS (SELECT 1 FROM given_back g WHERE g.borrowed_call_id = t.call_id)
		AND NOT EXISTS (SELECT 1 FROM call n JOIN region r ON r.id = n.region_id AND r.kind = 'loop' WHERE n.receiver_origin = t.call_id AND n.name = 'Next')
	UNION ALL
	SELECT t.call_id, t.kind, 'leaves the loop over its rows without closing them', 'such requests'
	FROM go_taken t
	WHERE t.kind = 'rows' AND t.driver <> 'pgx'
		AND EXISTS (SELECT 1 FROM call n JOIN region l ON l.id = n.region_id AND l.kind = 'loop' JOIN in_region i ON i.ancestor_id = l.id JOIN return r ON r.region_id = i.region_id
			WHERE n.receiver_origin = t.call_id AND n.name = 'Next' AND n.function_id = t.function_id
				AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = t.call_id AND k.region_id = r.region_id))
	UNION ALL
	SELECT t.call_id, t.kind, 'returns before it is ended', 'failures'
	FROM go_taken t
	WHERE t.kind = 'transaction'	-- one that is rolled back nowhere is told by guard/transaction-without-rollback
		AND EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id AND k.name = 'Rollback' WHERE g.borrowed_call_id = t.call_id)
		AND EXISTS (SELECT 1 FROM return r WHERE r.function_id = t.function_id AND r.region_id IS NOT NULL AND r.line > t.first_use AND r.kind IS NOT NULL
			AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id JOIN in_region i ON i.region_id = r.region_id
				WHERE g.borrowed_call_id = t.call_id AND (k.region_id = i.ancestor_id OR k.region_id IS NULL) AND k.line <= r.line))
	UNION ALL
	SELECT t.call_id, t.kind, iif(EXISTS (SELECT 1 FROM given_back g WHERE g.borrowed_call_id = t.call_id), 'gives it back only where nothing fails', 'never gives it back'), 'failures'
	FROM go_taken t
	WHERE t.kind = 'connection' AND t.first_use IS NOT NULL
		AND (NOT EXISTS (SELECT 1 FROM given_back g WHERE g.borrowed_call_id = t.call_id)
			OR EXISTS (SELECT 1 FROM return r WHERE r.function_id = t.function_id AND r.region_id IS NOT NULL AND r.line > t.first_use
				AND NOT EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id WHERE g.borrowed_call_id = t.call_id AND k.region_id = r.region_id)))
), leaving AS (
	SELECT t.call_id, t.file_id, t.line, t.function_id, 'takes a connection out of the pool' AS takes,
		iif(t.given, 'gives it back only where nothing fails', 'never gives it back') AS what, 'failures' AS times, 'Give it back in finally.' AS advice, 'connection' AS subject
	FROM taken t WHERE NOT t.finally AND NOT (t.caught AND t.given > 1)
	UNION ALL
	SELECT t.call_id, t.file_id, t.line, t.function_id, CASE t.kind WHEN 'rows' THEN 'sends a query' WHEN 'transaction' THEN 'begins a transaction' ELSE 'takes a connection out of the pool' END,
		min(w.what), w.times, CASE t.kind WHEN 'rows' THEN 'Put `defer rows.Close()` behind the test of its error.' WHEN 'transaction' THEN 'Put `defer tx.Rollback()` behind the test of its error.'
			ELSE 'Defer giving it back.' END, t.kind
	FROM go_way w JOIN go_taken t ON t.call_id = w.call_id GROUP BY t.call_id
)
SELECT t.file_id, t.line, t.subject, coalesce(nullif(f.name, ''), r.method || ' ' || r.path) AS scope, r.method || ' ' || r.path AS route, t.takes, t.what, t.times, t.advice,
	(SELECT rs.witness_id FROM route_statement rs JOIN statement s ON s.id = rs.statement_id JOIN call k ON k.id = s.sink_call_id
		WHERE rs.route_id = r.id AND (k.receiver_origin = t.call_id OR k.id = t.call_id OR s.call_id = t.call_id) LIMIT 1) AS witness
FROM leaving t
	JOIN function f ON f.id = t.function_id
	JOIN (SELECT function_id, min(route_id) AS route_id FROM reach WHERE certain GROUP BY function_id) n ON n.function_id = t.function_id
	JOIN route r ON r.id = n.route_id
