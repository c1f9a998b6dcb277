-- title: A session waits for a lock
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Process {pid} of role "{role}" has waited {words} for {mode} on {relation}, which {holder} holds or waits for.{reach}
-- needs: live, locks, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- A lock that is waited for makes a queue: a migration that waits for ACCESS EXCLUSIVE behind a long transaction stops every query of the table that comes after it. Who is at the head of the queue
-- is in the message.
--
-- Reported from five seconds on: far longer than transactions of requests hold their locks, and less than callers wait before they give up.
--
-- ## Fix
-- End the one at the head of the queue, and set `lock_timeout` for migrations so that they give way.
SELECT p.file_id, p.line, coalesce(w.role, '') || ' ' || w.mode || ' ' || coalesce(w.relation, '') AS subject, coalesce(w.relation, 'role ' || w.role) AS object, w.pid, coalesce(w.role, '?') AS role,
	duration(w.seconds) AS words, w.mode, coalesce('"' || p.title || '"', w.relation, 'a row or transaction') AS relation,
	iif(w.blocked_by = 0, 'a prepared transaction', 'process ' || w.blocked_by || coalesce(' of role "' || w.blocking_role || '"', '') || coalesce(', ' || w.blocking_state || ',', '')) AS holder,
	coalesce(p.reach, '') AS reach, p.witness
FROM live_lock_wait w
	LEFT JOIN table_place p ON p.schema || '.' || p.name = w.relation
WHERE w.seconds >= 5
