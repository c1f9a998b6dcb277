-- Sessions that wait for a lock, and for whom. Who waits is in pg_locks for everybody to see; pg_blocking_pids, which looks at the whole table of locks, is asked of these alone.
-- into: live_lock_wait(pid, role, relation, mode, seconds, blocked_by, blocking_role, blocking_state)
-- domain: locks
SELECT w.pid, a.usename, (SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = w.relation), w.mode,
	extract(epoch FROM pg_catalog.clock_timestamp() - w.waitstart)::bigint, -- from 140000
	extract(epoch FROM pg_catalog.clock_timestamp() - a.query_start)::bigint, -- before 140000
	b.pid, s.usename, s.state
FROM pg_catalog.pg_locks w JOIN pg_catalog.pg_stat_activity a ON a.pid = w.pid
	CROSS JOIN LATERAL (SELECT x AS pid FROM unnest(pg_catalog.pg_blocking_pids(w.pid)) x LIMIT 1) b
	LEFT JOIN pg_catalog.pg_stat_activity s ON s.pid = b.pid
WHERE NOT w.granted AND a.datname = pg_catalog.current_database()
ORDER BY w.pid
