-- title: A model is mapped to a column that no migration creates
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{model}.{attribute}" is mapped to column "{column_name}", which table "{table_name}" of {origin} does not have.{history}{hint}{reach}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- An ORM names every mapped column in every query for the model. One attribute added without its migration therefore breaks all of them, those
-- that never look at the attribute included: the server answers SQLSTATE 42703 to each. It does not show where the tables were made from the
-- models, as in most test suites.
--
-- The column is looked for in what statements are checked against: the migrations, and what the application adds at start-up. Creating
-- missing tables from the models (`create_all`) does not add columns to tables that exist.
--
-- ## Fix
-- Add the migration that creates the column and deploy it before the code. Where it cannot wait, map the attribute as deferred.
SELECT mc.file_id, mc.line, mc.table_name || '.' || mc.column_name AS subject, mc.schema || '.' || mc.table_name || '.' || mc.column_name AS object,
	coalesce(c.name, mc.table_name) AS scope,
	iif(origin.complete AND NOT gap.any, 'error', 'warning') AS level,
	iif(origin.complete AND NOT gap.any, NULL, 'medium') AS confidence,
	coalesce(c.name, mc.table_name) AS model, mc.attribute, mc.column_name, mc.table_name, origin.name AS origin,
	coalesce((SELECT iif(v.operation = 'rename column', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || v.line || '.'
		FROM ddl_event v JOIN file g ON g.id = v.file_id
		WHERE v.operation IN ('rename column', 'drop column') AND NOT v.skipped AND v.object = mc.schema || '.' || mc.table_name || '.' || mc.column_name
		ORDER BY v.source_id, v.ordinal DESC LIMIT 1), '') AS history,
	coalesce(' The nearest name is "' || (SELECT nearest(mc.column_name, d.name) FROM declared_column d WHERE d.table_id = e.id
		AND NOT EXISTS (SELECT 1 FROM model_column o WHERE o.class_id = mc.class_id AND o.column_name = d.name)) || '".', '') AS hint,
	CASE WHEN used.statements IS NULL THEN '' WHEN used.routes = 0
		THEN ' ' || used.statements || iif(used.statements = 1, ' query goes', ' queries go') || ' through the model.'
		ELSE ' ' || used.statements || iif(used.statements = 1, ' query', ' queries') || ' on ' || used.routes || iif(used.routes = 1, ' route', ' routes')
			|| iif(used.statements = 1, ' goes', ' go') || ' through the model.' END AS reach,
	used.witness_id AS witness
FROM model_column mc
	JOIN file f ON f.id = mc.file_id AND f.role = 'source'
	JOIN effective_table e ON e.schema = mc.schema AND e.name = mc.table_name AND NOT e.opaque
	CROSS JOIN schema_origin origin CROSS JOIN schema_gap gap
	LEFT JOIN class c ON c.id = mc.class_id
	LEFT JOIN model_way used ON used.name = mc.table_name
WHERE NOT EXISTS (SELECT 1 FROM declared_column d WHERE d.table_id = e.id AND d.name = mc.column_name)
	AND NOT EXISTS (SELECT 1 FROM schema_difference x WHERE x.object = 'column' AND x.schema = mc.schema AND x.table_name = mc.table_name AND x.name = mc.column_name)
