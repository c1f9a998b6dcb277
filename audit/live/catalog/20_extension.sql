SELECT e.extname AS name, 'CREATE EXTENSION IF NOT EXISTS ' || pg_catalog.quote_ident(e.extname) || ' WITH SCHEMA ' || pg_catalog.quote_ident(n.nspname) AS ddl
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql' AND cardinality($1::oid[]) >= 0 AND cardinality($2::oid[]) >= 0
ORDER BY e.extname COLLATE "C"
