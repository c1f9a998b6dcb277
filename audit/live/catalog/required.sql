-- Columns an INSERT must give: NOT NULL, no default, not generated, of tables without a BEFORE INSERT trigger that may fill them. $1: "schema.table" names.
SELECT n.nspname || '.' || c.relname AS table_name, a.attname
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''
	AND n.nspname || '.' || c.relname = ANY ($1::text[])
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid AND t.typdefault IS NOT NULL)
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D' AND g.tgtype & 2 <> 0 AND g.tgtype & 4 <> 0)
	AND NOT EXISTS (SELECT FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid)
ORDER BY 1, a.attnum
