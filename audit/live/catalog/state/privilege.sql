-- Rights on tables and views granted to roles other than their owner; 'PUBLIC': everybody.
-- into: live_privilege(schema, name, role, privileges)
-- domain: roles
SELECT n.nspname, c.relname, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END, string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
WHERE c.relkind IN ('r', 'p', 'm', 'v') AND c.relnamespace = ANY ($1::oid[]) AND a.grantee <> c.relowner
	AND a.privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY n.nspname, c.relname, a.grantee
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", 3
