-- title: An index is declared and the database does not have it
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Index "{index_name}" on table "{table_name}" ({definition}) is declared here, and {origin} has none like it.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- Nothing fails, everything is slow: the query that was fast in tests reads the whole table here. `CREATE INDEX CONCURRENTLY` that failed leaves an invalid
-- index, which counts as none; a migration that made the index and was never run leaves nothing. A missing unique index lets duplicates in.
--
-- Indexes are compared by what they do (method, keys, uniqueness, condition), not by their names.
--
-- ## Fix
-- Create it with CREATE INDEX CONCURRENTLY.
SELECT d.file_id, d.line, d.schema || '.' || d.table_name || '.' || d.name AS subject, d.schema || '.' || d.table_name AS object, d.table_name, d.name AS index_name,
	iif(d.certain, NULL, 'medium') AS confidence, o.path AS origin, d.declared AS definition
FROM schema_difference d JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	JOIN file f ON f.id = d.file_id AND f.role NOT IN ('test', 'example')
WHERE d.object = 'index' AND d.aspect = 'missing'
