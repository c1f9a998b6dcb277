-- Who may call the functions that run with their owner's rights.
-- into: live_function_state(schema, name, arguments, owner, owner_superuser, public_execute, is_trigger)
-- domain: roles
SELECT n.nspname, p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), o.rolname, o.rolsuper::int,
	EXISTS (SELECT FROM pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')::int,
	(p.prorettype IN ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype))::int
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace JOIN pg_catalog.pg_roles o ON o.oid = p.proowner
WHERE p.prosecdef AND p.pronamespace = ANY ($1::oid[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", p.proname COLLATE "C", 3
