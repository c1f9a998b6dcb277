-- Replication slots: how much WAL the server keeps for them.
-- into: live_slot(name, kind, plugin, active, retained, wal_status, inactive_seconds, horizon_age)
-- domain: locks
SELECT s.slot_name, s.slot_type, s.plugin, s.active::int,
	pg_catalog.pg_wal_lsn_diff(CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_receive_lsn() ELSE pg_catalog.pg_current_wal_lsn() END, s.restart_lsn)::bigint,
	s.wal_status, -- from 130000
	NULL, -- before 130000
	extract(epoch FROM pg_catalog.now() - s.inactive_since)::bigint, -- from 170000
	NULL, -- before 170000
	greatest(pg_catalog.age(s.xmin), pg_catalog.age(s.catalog_xmin))
FROM pg_catalog.pg_replication_slots s WHERE NOT s.temporary ORDER BY s.slot_name COLLATE "C"
