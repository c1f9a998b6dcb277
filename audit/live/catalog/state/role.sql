-- Roles that may connect, or that hold or may change a table of the application; with the sessions they have in this database now, those of people's tools apart.
-- into: live_role(name, login, superuser, bypass_rls, create_role, create_db, replication, is_self, sessions, tool_sessions, owned, writes)
-- domain: roles
WITH relation AS MATERIALIZED (
	SELECT c.relowner, c.relacl FROM pg_catalog.pg_class c
	WHERE c.relkind IN ('r', 'p') AND c.relnamespace = ANY ($1::oid[])
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), owner AS (SELECT relowner AS oid, count(*) AS tables FROM relation GROUP BY relowner),
writer AS (
	SELECT oid FROM owner
	UNION SELECT a.grantee FROM (SELECT DISTINCT relacl FROM relation WHERE relacl IS NOT NULL) r CROSS JOIN LATERAL pg_catalog.aclexplode(r.relacl) a
	WHERE a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')
), session AS (
	SELECT a.usesysid AS oid, count(*) AS n,
		count(*) FILTER (WHERE a.application_name ~* '(^psql$|pgadmin|dbeaver|datagrip|postico|tableplus|navicat|beekeeper|heidisql|pg_dump|pg_restore|pg_basebackup|pgbackrest|patroni|barman|walreceiver|exporter|datadog|zabbix|nagios|pganalyze|pg_cron|migrat|flyway|liquibase|plumbline)') AS tools
	FROM pg_catalog.pg_stat_activity a
	WHERE a.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid() AND a.usesysid IS NOT NULL AND coalesce(a.backend_type, 'client backend') = 'client backend'
	GROUP BY a.usesysid
)
SELECT r.rolname, r.rolcanlogin::int, r.rolsuper::int, r.rolbypassrls::int, r.rolcreaterole::int, r.rolcreatedb::int, r.rolreplication::int, (r.rolname = session_user)::int,
	coalesce(s.n, 0), coalesce(s.tools, 0), coalesce(o.tables, 0),
	EXISTS (SELECT FROM writer w WHERE w.oid = 0 OR w.oid = r.oid OR NOT r.rolsuper AND w.oid <> 0 AND pg_catalog.pg_has_role(r.oid, w.oid, 'USAGE'))::int
FROM pg_catalog.pg_roles r LEFT JOIN session s ON s.oid = r.oid LEFT JOIN owner o ON o.oid = r.oid
WHERE r.rolname !~ '^pg_' AND (r.rolcanlogin OR o.oid IS NOT NULL)
ORDER BY r.rolname COLLATE "C"
