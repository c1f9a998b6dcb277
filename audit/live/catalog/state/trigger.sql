-- Triggers that do not fire in ordinary sessions, those that enforce foreign keys among them.
-- into: live_trigger_state(schema, table_name, name, enabled, constraint_name, is_internal)
-- domain: roles
SELECT n.nspname, c.relname, t.tgname, CASE t.tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' END, k.conname, t.tgisinternal::int
FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_catalog.pg_constraint k ON k.oid = t.tgconstraint
WHERE t.tgenabled IN ('D', 'R') AND c.relnamespace = ANY ($1::oid[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", t.tgname COLLATE "C"
