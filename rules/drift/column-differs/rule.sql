-- title: A column is declared one way and the database has it another
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Column "{table_name}.{column_name}" differs: {differences}.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- Someone changed the database by hand, a migration was edited after it had run, or `CREATE TABLE IF NOT EXISTS` met an older table. What is tested on
-- a database made from the migrations is then not what runs: a NOT NULL that is missing lets rows in that the code does not expect, a type of another
-- width refuses values that tests accept.
--
-- Types are compared as PostgreSQL resolves them, defaults in one form for all spellings.
--
-- ## Fix
-- Write a migration that brings one to the other.
SELECT d.file_id, d.line, d.schema || '.' || d.table_name || '.' || d.name AS subject, d.schema || '.' || d.table_name || '.' || d.name AS object,
	d.table_name, d.name AS column_name, iif(min(d.certain), NULL, 'medium') AS confidence,
	group_concat(CASE d.aspect WHEN 'default' THEN 'the default' WHEN 'not null' THEN 'it' ELSE 'the ' || d.aspect END || ' is '
		|| coalesce(iif(d.aspect = 'default', '`' || d.declared || '`', d.declared), 'none') || ' as declared here and '
		|| coalesce(iif(d.aspect = 'default', '`' || d.live || '`', d.live), 'none') || ' in ' || o.path, '; ') AS differences
FROM schema_difference d JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	JOIN file f ON f.id = d.file_id AND f.role NOT IN ('test', 'example')
WHERE d.object = 'column' AND d.aspect IN ('type', 'not null', 'default', 'identity', 'generated')
GROUP BY d.schema, d.table_name, d.name
