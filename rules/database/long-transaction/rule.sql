-- title: A transaction is open for long
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Role "{role}" ({application}, process {pid}) has had a transaction open for {words}{doing}{query}.
-- needs: live, sessions
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- As long as a transaction is open VACUUM removes no row that died since, in no table, and the locks it took are held. A session that is idle in it has usually been forgotten: a `BEGIN` whose
-- `COMMIT` an exception jumped over, a breakpoint, a tool left open over the weekend. It may hold up a migration, and behind the migration everybody.
--
-- Reported from ten minutes on when idle, which no request takes, and from an hour on when working, which a report or a dump may take. Needs the right to see what other roles do.
-- The statement is named by its identifier alone, which pg_stat_statements knows: what was sent is nobody's business.
--
-- ## Fix
-- End it (`pg_terminate_backend`), and set `idle_in_transaction_session_timeout` for the role.
SELECT NULL AS file_id, NULL AS line, coalesce(s.role, '') || ' ' || coalesce(s.application, '') || ' ' || coalesce(s.state, '') AS subject, 'role ' || s.role AS object,
	coalesce(s.role, '?') AS role, iif(coalesce(s.application, '') = '', 'no application_name', s.application) AS application, s.pid, duration(s.transaction_seconds) AS words,
	iif(s.state LIKE 'idle in transaction%', ', idle for ' || duration(s.state_seconds), '') AS doing, iif(s.query_id IS NULL, '', ', statement ' || s.query_id) AS query
FROM live_session s
WHERE s.transaction_seconds >= iif(s.state LIKE 'idle in transaction%' AND s.state_seconds >= 600, 600, 3600)
