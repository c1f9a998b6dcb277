-- Other sessions of this database: how long they have been at it. Never what they sent: of a statement its identifier alone.
-- into: live_session(pid, role, application, state, transaction_seconds, state_seconds, wait, horizon_age, query_id)
-- domain: sessions
SELECT a.pid, a.usename, a.application_name, a.state, extract(epoch FROM pg_catalog.now() - a.xact_start)::bigint, extract(epoch FROM pg_catalog.now() - a.state_change)::bigint,
	a.wait_event_type || ' ' || a.wait_event, greatest(pg_catalog.age(a.backend_xmin), pg_catalog.age(a.backend_xid)),
	a.query_id -- from 140000
	NULL -- before 140000
FROM pg_catalog.pg_stat_activity a
WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND a.backend_type = 'client backend' AND a.application_name <> 'plumbline'
ORDER BY a.pid
