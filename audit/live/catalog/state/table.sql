-- Tables, materialized views and views of the application: size and rows as the last VACUUM or ANALYZE counted them, ages, use since the statistics were reset.
-- into: live_table_state(schema, name, kind, owner, pages, rows, unlogged, frozen_age, multixact_age, autovacuum_off, security_invoker, security_forced, sequential_scans, rows_scanned, index_scans, inserted, updated, deleted, live_rows, dead_rows, changed, analyzed_days, vacuumed_days)
-- domain: statistics
SELECT n.nspname, c.relname, CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned' WHEN 'm' THEN 'matview' ELSE 'view' END, pg_catalog.pg_get_userbyid(c.relowner),
	c.relpages, CASE WHEN c.reltuples >= 0 THEN c.reltuples::bigint END, (c.relpersistence = 'u')::int,
	CASE WHEN c.relkind IN ('r', 'm') THEN greatest(pg_catalog.age(c.relfrozenxid), pg_catalog.age(t.relfrozenxid)) END,
	CASE WHEN c.relkind IN ('r', 'm') THEN greatest(pg_catalog.mxid_age(c.relminmxid), pg_catalog.mxid_age(t.relminmxid)) END,
	EXISTS (SELECT FROM unnest(c.reloptions) o WHERE lower(o) IN ('autovacuum_enabled=false', 'autovacuum_enabled=off', 'autovacuum_enabled=0', 'autovacuum_enabled=no'))::int,
	EXISTS (SELECT FROM unnest(c.reloptions) o WHERE lower(o) IN ('security_invoker=true', 'security_invoker=on', 'security_invoker=1', 'security_invoker=yes'))::int,
	c.relforcerowsecurity::int, s.seq_scan, s.seq_tup_read, s.idx_scan, s.n_tup_ins, s.n_tup_upd, s.n_tup_del, s.n_live_tup, s.n_dead_tup, s.n_mod_since_analyze,
	extract(epoch FROM pg_catalog.now() - greatest(s.last_analyze, s.last_autoanalyze))::bigint / 86400,
	extract(epoch FROM pg_catalog.now() - greatest(s.last_vacuum, s.last_autovacuum))::bigint / 86400
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
	LEFT JOIN pg_catalog.pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'm', 'v') AND c.relnamespace = ANY ($1::oid[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
