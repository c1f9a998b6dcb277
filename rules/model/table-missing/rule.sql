-- title: A model is mapped to a table that no migration creates
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{model}" is mapped to table "{table_name}", which {origin} does not have{far}.{history}{hint}{reach}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- Every query through the model is answered with SQLSTATE 42P01, relation does not exist. On the developer's machine the table is there, because
-- something created it once from the models; in production only the migrations ran.
--
-- Silent where the models themselves are a source of the schema (the application creates its tables from them at start-up), and where the tree
-- holds no migrations at all.
--
-- ## Fix
-- Add the migration that creates the table (`alembic revision --autogenerate`, then read what it wrote), or correct the mapped name.
WITH mapped AS (
	SELECT m.*, coalesce(c.name, m.table_name) AS model,
		(SELECT count(*) FROM effective_table e WHERE e.schema = m.schema AND e.name = m.table_name) AS known
	FROM model m JOIN file f ON f.id = m.file_id AND f.role = 'source' LEFT JOIN class c ON c.id = m.class_id
), share AS (
	SELECT count(DISTINCT iif(known, table_name, NULL)) AS known, count(DISTINCT iif(known, NULL, table_name)) AS unknown FROM mapped
)
SELECT m.file_id, m.line, m.table_name AS subject, m.schema || '.' || m.table_name AS object, m.model AS scope,
	CASE WHEN NOT origin.complete OR gap.any THEN 'note' WHEN share.unknown <= 3 OR share.unknown <= share.known THEN 'error' ELSE 'warning' END AS level,
	iif(origin.complete AND NOT gap.any, NULL, 'medium') AS confidence,
	m.model, m.table_name, origin.name AS origin, iif(origin.complete AND NOT gap.any, '', ', as far as it could be followed') AS far,
	coalesce((SELECT iif(v.operation = 'rename table', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || v.line || '.'
		FROM ddl_event v JOIN file g ON g.id = v.file_id
		WHERE v.operation IN ('rename table', 'drop table') AND NOT v.skipped AND v.object = m.schema || '.' || m.table_name
		ORDER BY v.source_id, v.ordinal DESC LIMIT 1), '') AS history,
	coalesce(' The nearest name is "' || (SELECT nearest(m.table_name, e.name) FROM effective_table e WHERE e.schema = m.schema) || '".', '') AS hint,
	CASE WHEN used.statements IS NULL THEN '' WHEN used.routes = 0 THEN ' ' || used.statements || ' of its queries fail.'
		ELSE ' ' || used.statements || iif(used.statements = 1, ' query', ' queries') || ' on ' || used.routes || iif(used.routes = 1, ' route', ' routes')
			|| iif(used.statements = 1, ' fails.', ' fail.') END AS reach,
	used.witness_id AS witness
FROM mapped m CROSS JOIN schema_origin origin CROSS JOIN schema_gap gap CROSS JOIN share
	LEFT JOIN model_way used ON used.name = m.table_name
WHERE NOT m.known
	AND NOT EXISTS (SELECT 1 FROM declared_source s WHERE s.kind = 'models' AND s.used)
	AND NOT EXISTS (SELECT 1 FROM schema_difference x WHERE x.object = 'table' AND x.schema = m.schema AND x.name = m.table_name)
