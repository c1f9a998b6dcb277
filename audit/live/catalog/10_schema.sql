-- The schemas that are the application's: not PostgreSQL's, not an extension's, not those a hosting service keeps for itself.
-- Of schema public also whether everybody may create objects in it.
-- Columns: name, DDL; oid, and whether our role may look names up in it. Catalogue queries get these oids as $1 and those of relations to leave out as $2.
SELECT n.nspname AS name, 'CREATE SCHEMA IF NOT EXISTS ' || pg_catalog.quote_ident(n.nspname)
		|| CASE WHEN n.nspname = 'public' AND EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner))) a
				WHERE a.grantee = 0 AND a.privilege_type = 'CREATE')
			THEN '; GRANT CREATE ON SCHEMA public TO PUBLIC' ELSE '' END AS ddl, n.oid,
	pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usage
FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles o ON o.oid = n.nspowner
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
	AND NOT (n.nspname IN ('auth', 'storage', 'realtime', '_realtime', 'vault', 'graphql', 'graphql_public', 'extensions', 'net', 'cron', 'pgsodium',
			'pgsodium_masks', 'pgbouncer', 'supabase_functions', 'supabase_migrations', '_analytics', 'hdb_catalog', 'google_vacuum_mgmt')
		AND (o.rolname ~ '^(supabase|hasura|rdsadmin|cloudsql|azure)' OR n.nspname IN ('hdb_catalog', 'pgbouncer')))
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C"
