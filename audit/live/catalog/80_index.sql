-- Indexes that are no constraint's and no part of a parent's. An invalid one does not exist for our purposes, but for its name.
SELECT n.nspname || '.' || c.relname AS name, pg_catalog.pg_get_indexdef(i.indexrelid) AS ddl
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
	JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relnamespace = ANY ($1::oid[]) AND c.oid <> ALL ($2::oid[]) AND NOT x.relispartition AND i.indisvalid
	AND i.indexrelid NOT IN (SELECT k.conindid FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x'))
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", x.relname COLLATE "C"
