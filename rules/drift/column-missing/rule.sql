-- title: A column is declared and the database does not have it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Column "{table_name}.{column_name}" is declared here, and {origin} does not have it.{history}{breaks}
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The database is behind the code, or was changed by hand: every statement that names the column is refused with SQLSTATE 42703, and an ORM names every
-- mapped column in each query of the model. It is the most frequent outage after a deploy: the migration is in the repository and was not run.
--
-- It is an error where statements of the code fail for it, and a warning where nothing that was found uses the column.
--
-- ## Fix
-- Run the migration that adds the column before the code that needs it starts.
SELECT d.file_id, d.line, d.schema || '.' || d.table_name || '.' || d.name AS subject, d.schema || '.' || d.table_name || '.' || d.name AS object,
	d.table_name, d.name AS column_name, o.path AS origin,
	iif(way.statements > 0 AND d.certain, 'error', 'warning') AS level, iif(d.certain, NULL, 'medium') AS confidence,
	coalesce((SELECT CASE m.state WHEN 'run' THEN ' Migration "' || m.version || '" is recorded there as run all the same.'
		ELSE ' Migration "' || m.version || '" was not run there.' END
		FROM migration_state m WHERE m.file_id = d.file_id LIMIT 1), '') AS history,
	coalesce(way.breaks, '') AS breaks, way.witness_id AS witness
FROM schema_difference d
	JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	LEFT JOIN difference_way way ON way.difference_id = d.rowid
	LEFT JOIN file f ON f.id = d.file_id
WHERE d.object = 'column' AND d.aspect = 'missing' AND coalesce(f.role, 'source') NOT IN ('test', 'example')
