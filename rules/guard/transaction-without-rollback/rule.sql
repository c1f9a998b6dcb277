-- title: A failed transaction goes back into the pool
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} begins a transaction here, and when a statement after it fails, nobody sends ROLLBACK before the connection is given back: whoever gets it next is told that the current transaction is aborted (25P02).
-- needs: routes, statements
-- since: 0.2.0
-- tags: transactions, pool
--
-- ## Why
-- A statement that fails leaves its transaction open, and every further statement on that connection is refused until somebody ends it. The pool does not: it hands the connection to the next
-- request, whose statements fail for what another request did, on and off, for as long as that connection lives. Locks of the transaction stay as long.
--
-- Reported where BEGIN is sent on a connection taken out of a pool, the connection is given back in a finally, a catch or after one, without an error given to `release`, and no
-- ROLLBACK is sent on it in a catch or a finally.
--
-- ## Fix
-- `try { BEGIN … COMMIT } catch (error) { await client.query('ROLLBACK'); throw error; } finally { client.release(); }`, or `client.release(error)`, which throws the connection away.
WITH begun AS (
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
)
SELECT b.file_id, b.line, b.column, 'transaction' AS subject, f.name AS scope, way.route, way.witness_id AS witness
FROM begun b
	JOIN function f ON f.id = b.function_id
	JOIN statement_way way ON way.statement_id = b.id AND way.route IS NOT NULL
WHERE NOT EXISTS (SELECT 1 FROM ended e WHERE e.borrowed_id = b.borrowed_id)
	-- it is given back when something fails
	AND EXISTS (SELECT 1 FROM given_back g JOIN call k ON k.id = g.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind IN ('catch', 'finally') WHERE g.borrowed_call_id = b.borrowed_id)
	AND NOT EXISTS (SELECT 1 FROM given_back g JOIN argument a ON a.call_id = g.call_id WHERE g.borrowed_call_id = b.borrowed_id)
	-- and nobody else has it
	AND NOT EXISTS (SELECT 1 FROM argument a JOIN call k ON k.id = a.call_id JOIN in_region i ON i.region_id = k.region_id AND i.kind IN ('catch', 'finally') WHERE a.origin = b.borrowed_id)
	AND NOT EXISTS (SELECT 1 FROM return r WHERE r.origin = b.borrowed_id)
