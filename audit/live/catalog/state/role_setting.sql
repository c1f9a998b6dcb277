-- What ALTER ROLE and ALTER DATABASE set for sessions of this database, of the settings that rules read; others may hold secrets and are left alone.
-- into: live_role_setting(role, database, name, value)
-- domain: roles
SELECT r.rolname, d.datname, pg_catalog.split_part(x, '=', 1), substr(x, strpos(x, '=') + 1)
FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
	CROSS JOIN LATERAL unnest(s.setconfig) x
WHERE (s.setdatabase = 0 OR d.datname = pg_catalog.current_database())
	AND pg_catalog.split_part(x, '=', 1) IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout', 'search_path', 'role', 'row_security')
ORDER BY r.rolname COLLATE "C", d.datname COLLATE "C", 3
