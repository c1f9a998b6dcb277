-- Defaults and generated columns. A generated column is added here: its expression is part of it. STORED also where the server computes it on reading (18).
SELECT n.nspname || '.' || c.relname AS name, 'ALTER TABLE ' || pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname)
	|| CASE a.attgenerated WHEN '' THEN ' ALTER COLUMN ' || pg_catalog.quote_ident(a.attname) || ' SET DEFAULT ' || pg_catalog.pg_get_expr(x.adbin, x.adrelid)
	ELSE ' ADD COLUMN ' || pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
		|| ' GENERATED ALWAYS AS (' || pg_catalog.pg_get_expr(x.adbin, x.adrelid) || ') STORED' || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END END AS ddl
FROM pg_catalog.pg_attrdef x JOIN pg_catalog.pg_attribute a ON a.attrelid = x.adrelid AND a.attnum = x.adnum
	JOIN pg_catalog.pg_class c ON c.oid = x.adrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY ($1::oid[]) AND c.oid <> ALL ($2::oid[]) AND a.attislocal
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C", a.attnum
