-- title: Rows are inserted through a model that does not map a required column
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Column "{column_name}" of table "{table_name}" is NOT NULL without a default, and "{model}" does not map it: every row inserted through the model is refused.{history}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- An ORM fills the columns it knows. A column that a migration added as NOT NULL without a default, and that nobody added to the model, makes every
-- insert fail with SQLSTATE 23502, while reads go on working.
--
-- Reported only where the program is seen to insert through the model; a model that only reads may leave columns out.
--
-- ## Fix
-- Map the column, or give it a default in a migration.
SELECT m.file_id, m.line, m.table_name || '.' || d.name AS subject, m.schema || '.' || m.table_name || '.' || d.name AS object,
	coalesce(c.name, m.table_name) AS scope,
	iif(origin.complete, 'error', 'warning') AS level,
	d.name AS column_name, m.table_name, coalesce(c.name, m.table_name) AS model,
	coalesce((SELECT ' So it is since ' || g.path || ':' || e.line || '.' FROM ddl_event e JOIN file g ON g.id = e.file_id
		WHERE e.operation IN ('set not null', 'drop default', 'add column') AND NOT e.skipped AND e.object = m.schema || '.' || m.table_name || '.' || d.name
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	CASE WHEN inserted.routes = 0 THEN '' WHEN inserted.routes = 1 THEN ' ' || inserted.route || ' inserts one.'
		ELSE ' ' || inserted.routes || ' routes insert such rows, among them ' || inserted.route || '.' END AS reach,
	inserted.witness_id AS witness
FROM model m
	JOIN file f ON f.id = m.file_id AND f.role = 'source'
	JOIN effective_table t ON t.schema = m.schema AND t.name = m.table_name AND t.kind IN ('table', 'partitioned')
	JOIN declared_column d ON d.table_id = t.id AND d.not_null AND NOT d.has_default AND NOT d.generated AND NOT d.trigger_fills
	JOIN table_change inserted ON inserted.name = m.table_name AND inserted.role = 'insert' AND inserted.origin = 'orm'
	CROSS JOIN schema_origin origin
	LEFT JOIN class c ON c.id = m.class_id
WHERE EXISTS (SELECT 1 FROM model_column mc WHERE mc.schema = m.schema AND mc.table_name = m.table_name)
	AND NOT EXISTS (SELECT 1 FROM model_column mc WHERE mc.schema = m.schema AND mc.table_name = m.table_name AND mc.column_name = d.name)
	AND (inserted.class_id IS NULL OR m.class_id = inserted.class_id)
