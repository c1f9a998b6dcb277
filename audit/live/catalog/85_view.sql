-- Views and materialised views, those that others read first.
WITH RECURSIVE reads AS (
	SELECT DISTINCT r.ev_class AS oid, d.refobjid AS of
	FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
		AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> r.ev_class
		JOIN pg_catalog.pg_class v ON v.oid = d.refobjid AND v.relkind IN ('v', 'm')
), depth AS (
	SELECT oid, of, 1 AS n FROM reads UNION SELECT d.oid, r.of, d.n + 1 FROM depth d JOIN reads r ON r.oid = d.of WHERE d.n < 50
)
SELECT n.nspname || '.' || c.relname AS name, CASE c.relkind WHEN 'v' THEN 'CREATE VIEW ' ELSE 'CREATE MATERIALIZED VIEW ' END
	|| pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
	|| ' (' || (SELECT string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
		WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) || E') AS\n' || rtrim(pg_catalog.pg_get_viewdef(c.oid), '; ') AS ddl
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND c.relnamespace = ANY ($1::oid[]) AND c.oid <> ALL ($2::oid[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY coalesce((SELECT max(d.n) FROM depth d WHERE d.oid = c.oid), 0), n.nspname COLLATE "C", c.relname COLLATE "C"
