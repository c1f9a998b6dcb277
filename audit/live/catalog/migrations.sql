-- The tables in which migration tools keep what they have run, known by their names and columns, and whether we may read them.
SELECT n.nspname, c.relname, string_agg(a.attname, ',' ORDER BY a.attnum) AS columns,
	pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AS readable
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND lower(c.relname) IN ('schema_migrations', 'goose_db_version', '_prisma_migrations', '__drizzle_migrations', 'alembic_version',
	'django_migrations', 'knex_migrations', 'flyway_schema_history', 'sequelizemeta', 'migrations', 'typeorm_migrations', 'changes', 'schema_version',
	'pgmigrations', 'gorp_migrations', 'databasechangelog', 'kysely_migration', 'mikro_orm_migrations', '_sqlx_migrations', 'umzug_migrations', 'bun_migrations', 'atlas_schema_revisions',
	'__diesel_schema_migrations')
GROUP BY n.oid, n.nspname, c.oid, c.relname
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
