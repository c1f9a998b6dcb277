-- title: An enum has other labels in the database
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Enum "{enum_name}" differs: {differences}.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- A label that is declared and missing in the database makes every statement that writes or compares with it fail with SQLSTATE 22P02, at the first request
-- that uses it. A label only the database has is a value the code's own list of cases does not know.
--
-- ## Fix
-- Add the label with ALTER TYPE … ADD VALUE, in a migration.
SELECT d.file_id, d.line, d.schema || '.' || d.table_name AS subject, d.schema || '.' || d.table_name AS object, d.table_name AS enum_name,
	group_concat(quote(d.name) || iif(d.aspect = 'missing', ' is declared here and missing in ', ' is only in ') || o.path, '; ') AS differences
FROM schema_difference d JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	JOIN file f ON f.id = d.file_id AND f.role NOT IN ('test', 'example')
WHERE d.object = 'label'
GROUP BY d.schema, d.table_name
