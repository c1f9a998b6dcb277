-- Settings that rules read, as a session has them that does not ask otherwise. NULL: our own guards, or settings of our role, stand before the server's value.
-- into: live_setting(name, value)
-- domain: settings
-- session: plain
SELECT s.name, CASE WHEN s.source = 'client' OR EXISTS (SELECT FROM pg_catalog.pg_db_role_setting r CROSS JOIN unnest(r.setconfig) x
			WHERE x LIKE s.name || '=%' AND (r.setrole = 0 OR r.setrole = (SELECT o.oid FROM pg_catalog.pg_roles o WHERE o.rolname = session_user))
				AND (r.setdatabase = 0 OR r.setdatabase = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())))
		THEN NULL ELSE s.reset_val END
FROM pg_catalog.pg_settings s
WHERE s.name IN ('fsync', 'full_page_writes', 'zero_damaged_pages', 'ignore_checksum_failure', 'data_checksums', 'autovacuum', 'track_counts', 'track_activities',
	'autovacuum_freeze_max_age', 'autovacuum_multixact_freeze_max_age', 'autovacuum_analyze_threshold', 'autovacuum_analyze_scale_factor', 'max_connections',
	'superuser_reserved_connections', 'reserved_connections', 'statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'max_slot_wal_keep_size', 'password_encryption')
ORDER BY s.name
