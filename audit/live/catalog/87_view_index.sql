-- Indexes of materialised views.
SELECT n.nspname || '.' || c.relname AS name, pg_catalog.pg_get_indexdef(i.indexrelid) AS ddl
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND c.relnamespace = ANY ($1::oid[]) AND c.oid <> ALL ($2::oid[]) AND i.indisvalid
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", x.relname COLLATE "C"
