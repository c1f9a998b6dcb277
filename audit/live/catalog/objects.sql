-- The columns of every relation of some names, in whatever schema: $1: names, without schema. Read from the catalogue, so that no grant is needed.
SELECT n.nspname || '.' || c.relname AS table_name, a.attname, c.relname
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname = ANY ($1::text[]) AND n.nspname !~ '^pg_(toast|temp_)'
