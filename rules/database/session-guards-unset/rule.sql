-- title: Nothing ends a session that hangs
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: For role "{role}", as which {who}, {settings} {is_are} not set: {consequence}.
-- needs: live, roles, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Without `statement_timeout` a query that got a bad plan runs until somebody notices, long after its caller gave up, and the callers' retries run beside it. Without
-- `idle_in_transaction_session_timeout` a connection whose COMMIT was jumped over holds its locks for ever. Neither has a limit by default. Waiting for a lock is part of a statement, so the first
-- ends that too; `lock_timeout` is for migrations, which should give way sooner.
--
-- The role's own settings, the database's, and the server's count, as a new session of the role gets them. Silent where the code names the setting (a pool's options, a `SET`), and where the
-- server's value cannot be seen. Which roles are the application's is told by their sessions, those of people's tools left out; where there are none now, by who may change tables.
--
-- ## Fix
-- `ALTER ROLE … SET statement_timeout = '30s'` and `SET idle_in_transaction_session_timeout = '60s'`; migrations and reports set their own.
WITH guard AS (
	SELECT value AS name FROM json_each('["statement_timeout", "idle_in_transaction_session_timeout"]')
), unset AS (
	SELECT r.name AS role, r.own_sessions, g.name
	FROM application_role r CROSS JOIN guard g
		JOIN live_setting s ON s.name = g.name
	WHERE coalesce((SELECT x.value FROM live_role_setting x WHERE x.name = g.name AND (x.role = r.name OR x.role IS NULL) ORDER BY x.role IS NULL, x.database IS NULL LIMIT 1), s.value) = '0'
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.key = g.name OR p.text LIKE '%' || g.name || '%' OR p.key = CASE g.name WHEN 'statement_timeout' THEN 'statementTimeout' ELSE 'idleInTransactionSessionTimeout' END)
		AND NOT EXISTS (SELECT 1 FROM statement_variant v WHERE v.text LIKE '%' || g.name || '%')
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.keyword = g.name OR a.text LIKE '%' || g.name || '%')
)
SELECT NULL AS file_id, NULL AS line, u.role AS subject, 'role ' || u.role AS object, u.role,
	iif(u.own_sessions > 0, u.own_sessions || iif(u.own_sessions = 1, ' session is open', ' sessions are open'), 'tables may be changed') AS who,
	group_concat('"' || u.name || '"', ' and ') AS settings, iif(count(*) = 1, 'is', 'are') AS is_are,
	iif(count(*) = 2, 'a query may run, and a forgotten transaction hold its locks, for ever', iif(min(u.name) = 'statement_timeout', 'a query may run for ever', 'a forgotten transaction holds its locks for ever')) AS consequence
FROM (SELECT * FROM unset ORDER BY role, name DESC) u
GROUP BY u.role, u.own_sessions
