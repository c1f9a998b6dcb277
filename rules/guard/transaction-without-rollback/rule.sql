-- title: A failed transaction is not ended
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} begins a transaction here, and when a statement after it fails, nobody {what}.
-- needs: routes, statements
-- since: 0.2.0
-- tags: transactions, pool
--
-- ## Why
-- A statement that fails leaves its transaction open, and every further statement on that connection is refused until somebody ends it. The pool does not: it hands the connection to the next
-- request, whose statements fail for what another request did, on and off, for as long as that connection lives. Locks of the transaction stay as long.
--
-- A transaction of Go's database/sql or pgx holds its connection until Commit or Rollback: without one it never comes back, and when the pool has no other every request waits.
--
-- Reported where BEGIN is sent on a connection taken out of a pool, the connection is given back in a finally, a catch or after one, without an error given to `release`, and no
-- ROLLBACK is sent on it in a catch or a finally; in Go where statements are sent in a transaction that is kept to the function, and it is never rolled back.
--
-- ## Fix
-- `try { BEGIN … COMMIT } catch (error) { await client.query('ROLLBACK'); throw error; } finally { client.release(); }`, or `client.release(error)`, which throws the connection away. In Go `defer tx.Rollback()`, which does nothing after Commit.
WITH opened AS (
	SELECT s.id, s.file_id, s.line, s.column, s.function_id, c.receiver_origin AS borrowed_id
	FROM statement s
		JOIN call c ON c.id = s.sink_call_id
		JOIN borrowed b ON b.call_id = c.receiver_origin
		JOIN file f ON f.id = s.file_id AND f.role = 'source'
	WHERE s.kind = 'transaction' AND regexp('(?i)^\s*(begin|start\s+transaction)\b', s.text)
), ended AS (                           -- on the way of an error
	SELECT c.receiver_origin AS borrowed_id
	FROM statement s
		JOIN call c ON c.id = s.sink_call_id
		JOIN in_region i ON i.region_id = c.region_id AND i.kind IN ('catch', 'finally')
	WHERE s.kind = 'transaction' AND regexp('(?i)^\s*(rollback|abort)\b', s.text)
), kept AS (                            -- Go: sent in a transaction that nobody else has
	SELECT b.call_id, c.file_id, c.line, c.column, c.function_id, min(s.id) AS statement_id
	FROM begun b
		JOIN call c ON c.id = b.call_id
		JOIN file f ON f.id = c.file_id AND f.role = 'source' AND f.language = 'go'
		JOIN call k ON k.receiver_origin = b.object_call_id
		JOIN statement s ON s.sink_call_id = k.id
	WHERE NOT EXISTS (SELECT 1 FROM rolled_back x WHERE x.object_call_id = b.object_call_id)
		AND EXISTS (SELECT 1 FROM committed x WHERE x.object_call_id = b.object_call_id)
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.origin = b.object_call_id AND a.type LIKE '%.Tx()')
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.object_call_id)
		AND NOT EXISTS (SELECT 1 FROM binding n WHERE n.origin = b.object_call_id AND n.how = 'member')
		AND NOT EXISTS (SELECT 1 FROM return t WHERE t.origin = b.object_call_id AND t.type LIKE '%.Tx()')
	GROUP BY b.call_id
)
SELECT b.file_id, b.line, b.column, 'transaction' AS subject, f.name AS scope, way.route,
	'sends ROLLBACK before the connection is given back: whoever gets it next is told that the current transaction is aborted (25P02)' AS what, way.witness_id AS witness
FROM opened b
	JOIN function f ON f.id = b.function_id
	JOIN statement_way way ON way.statement_id = b.id AND way.route IS NOT NULL
WHERE NOT EXISTS (SELECT 1 FROM ended e WHERE e.borrowed_id = b.borrowed_id)
	-- it is given back when something fails
	AND EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind IN ('catch', 'finally') WHERE g.borrowed_call_id = b.borrowed_id)
	AND NOT EXISTS (SELECT 1 FROM given_back g JOIN argument a ON a.call_id = g.call_id WHERE g.borrowed_call_id = b.borrowed_id)
	-- and nobody else has it
	AND NOT EXISTS (SELECT 1 FROM argument a JOIN call k ON k.id = a.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind IN ('catch', 'finally') WHERE a.origin = b.borrowed_id)
	AND NOT EXISTS (SELECT 1 FROM return r WHERE r.origin = b.borrowed_id)
UNION ALL
SELECT k.file_id, k.line, k.column, 'transaction', f.name, way.route, 'rolls it back: its connection never comes back to the pool', way.witness_id
FROM kept k
	JOIN function f ON f.id = k.function_id
	JOIN statement_way way ON way.statement_id = k.statement_id AND way.route IS NOT NULL
