-- ALTER DEFAULT PRIVILEGES: what roles get on tables that another role will create.
-- into: live_default_privilege(owner, schema, role, privileges)
-- domain: roles
SELECT pg_catalog.pg_get_userbyid(d.defaclrole), n.nspname, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.pg_get_userbyid(a.grantee)::text END,
	string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace CROSS JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) a
WHERE d.defaclobjtype = 'r' AND (d.defaclnamespace = 0 OR d.defaclnamespace = ANY ($1::oid[])) AND a.grantee <> d.defaclrole
GROUP BY d.defaclrole, n.nspname, a.grantee
ORDER BY 1, 2, 3
