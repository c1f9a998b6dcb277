-- Indexes of the application's tables, the invalid ones too. Whether one is just being made only a privileged role is told; everybody sees the lock its maker holds on the table.
-- into: live_index_state(schema, table_name, name, columns, pages, scans, scanned_days, is_valid, building, is_unique, constraint_name, replica_identity, is_part)
-- domain: statistics
SELECT n.nspname, c.relname, x.relname,
	(SELECT string_agg(a.attname, ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid AND a.attnum <= i.indnkeyatts),
	x.relpages, pg_catalog.pg_stat_get_numscans(x.oid),
	extract(epoch FROM pg_catalog.now() - pg_catalog.pg_stat_get_lastscan(x.oid))::bigint / 86400, -- from 160000
	NULL, -- before 160000
	(i.indisvalid AND i.indisready AND i.indislive)::int,
	(NOT i.indisvalid AND (EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = x.oid) OR EXISTS (SELECT FROM pg_catalog.pg_locks l
		WHERE l.locktype = 'relation' AND l.relation = c.oid AND l.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'AccessExclusiveLock')
			AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()))))::int,
	i.indisunique::int, k.conname, i.indisreplident::int, x.relispartition::int
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = x.oid AND k.contype IN ('p', 'u', 'x')
WHERE x.relkind = 'i' AND c.relkind IN ('r', 'm') AND c.relnamespace = ANY ($1::oid[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", x.relname COLLATE "C"
