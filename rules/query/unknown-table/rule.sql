-- title: A statement names a table that does not exist
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {fact}.{history}{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42P01 whenever it is sent. Either the name is misspelt, or the table was dropped or renamed by
-- a migration, or the migration that creates it is missing.
--
-- Silent for tables that the program creates itself, temporary ones among them. A warning or a note where part of the declared schema
-- could not be followed. Where most tables that the statements name are unknown, the schema in the tree is probably another database's: one note says so.
--
-- ## Fix
-- Use the name the schema has, or add the migration that creates the table and deploy it before the code.
WITH named AS (
	SELECT count(DISTINCT iif(t.known, t.schema || '.' || t.name, NULL)) AS known, count(DISTINCT iif(t.known, NULL, t.name)) AS unknown
	FROM statement_table t JOIN statement s ON s.id = t.statement_id JOIN file ON file.id = s.file_id AND file.role = 'source'
), foreign_schema AS (						-- most of what is named is unknown: what is declared here is probably another database's
	SELECT unknown > 3 AND unknown > known AS likely, known, unknown FROM named
)
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	CASE WHEN NOT p.certain OR o.likely THEN 'note' WHEN p.in_all AND NOT gap.any THEN 'error' ELSE 'warning' END AS level,
	CASE WHEN NOT p.certain OR o.likely THEN 'low' WHEN gap.any THEN 'medium' END AS confidence,
	iif(p.message LIKE 'relation %', 'Table "' || p.object || '" does not exist' || iif(p.certain AND NOT gap.any, '', ' as far as the declared schema could be followed')
			|| iif(o.likely, ', nor do ' || (o.unknown - 1) || ' others of the ' || (o.unknown + o.known) || ' tables that statements name: the schema in the tree is'
				|| ' probably another database''s, and unknown tables are not told one by one', ''),
		'PostgreSQL answers: ' || p.message || iif(p.detail <> '', ' (' || p.detail || ')', '')) AS fact,
	coalesce((SELECT iif(e.operation LIKE 'rename %', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || e.line || '.'
		FROM ddl_event e JOIN file g ON g.id = e.file_id
		WHERE e.operation IN ('rename table', 'rename view', 'drop table', 'drop view', 'drop materialized view', 'set schema') AND NOT e.skipped
			AND p.message LIKE 'relation %' AND (e.object = p.object OR e.object = 'public.' || p.object)
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	iif(p.nearest <> '', ' The nearest name is "' || p.nearest || '"' || iif(lower(p.nearest) <> p.nearest
		AND lower(p.nearest) = substr(p.object, instr(p.object, '.') + 1), ', which keeps its capital letters only in quotes', '') || '.', '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
	CROSS JOIN schema_gap gap CROSS JOIN foreign_schema o
WHERE p.code = 'unknown-table' AND (p.in_all OR p.complete)
	AND p.id NOT IN (SELECT id FROM model_name_problem)	-- told by query/raw-uses-model-name
	-- the table is there in another schema that no statement names: a search_path set with the connection leads to it
	AND NOT EXISTS (SELECT 1 FROM declared_table t JOIN declared_source e ON e.id = t.source_id AND e.kind = 'effective' WHERE t.name = p.object
		AND NOT EXISTS (SELECT 1 FROM statement_table k WHERE k.known AND k.schema = t.schema AND t.schema <> 'public'))
	AND lower(p.object) NOT IN (SELECT name FROM tool_table)
	AND (p.certain AND NOT o.likely OR NOT p.certain AND o.unknown <= o.known OR o.likely AND p.certain AND p.id = (SELECT min(q.rowid) FROM statement_problem q
		JOIN statement t ON t.id = q.statement_id AND t.origin = 'text' JOIN file g ON g.id = t.file_id AND g.role = 'source'
		WHERE q.code = 'unknown-table' AND q.certain AND q.in_all))
	AND NOT EXISTS (SELECT 1 FROM statement d WHERE d.kind = 'ddl' AND instr(lower(d.text), lower(substr(p.object, instr(p.object, '.') + 1))))
