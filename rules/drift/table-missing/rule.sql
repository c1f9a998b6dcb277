-- title: A table is declared and the database does not have it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Table "{table_name}" is declared here, and {origin} does not have it.{history}{breaks}
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The migration that makes the table was not run on this database, or was recorded as run without being carried out, or the table was dropped by hand.
-- Every statement that names it is refused with SQLSTATE 42P01. The migration tool's own table says what was started, not what is there.
--
-- It is an error where statements of the code fail for it, and a warning where nothing that was found uses the table.
--
-- Tables the application makes itself when it starts (`CREATE TABLE IF NOT EXISTS` in its code, `create_all`) are not missed.
--
-- ## Fix
-- Run the migration on this database before the code that needs it; where it is recorded as run, find out why its table is gone before repeating it.
SELECT d.file_id, d.line, d.schema || '.' || d.name AS subject, d.schema || '.' || d.name AS object, d.name AS table_name, o.path AS origin,
	iif(way.statements > 0 AND d.certain, 'error', 'warning') AS level, iif(d.certain, NULL, 'medium') AS confidence,
	coalesce((SELECT CASE m.state WHEN 'run' THEN ' Migration "' || m.version || '" is recorded there as run all the same.'
		ELSE ' Migration "' || m.version || '" was not run there.' END
		FROM migration_state m WHERE m.file_id = d.file_id LIMIT 1), '') AS history,
	coalesce(way.breaks, '') AS breaks, way.witness_id AS witness
FROM schema_difference d
	JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	LEFT JOIN difference_way way ON way.difference_id = d.rowid
	LEFT JOIN file f ON f.id = d.file_id
WHERE d.object IN ('table', 'view') AND d.aspect = 'missing' AND coalesce(f.role, 'source') NOT IN ('test', 'example')
	AND lower(d.name) NOT IN (SELECT name FROM tool_table)
	AND NOT EXISTS (SELECT 1 FROM self_made_table m WHERE m.schema = d.schema AND m.name = d.name)
