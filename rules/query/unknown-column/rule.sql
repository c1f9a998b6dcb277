-- title: A statement names a column its table does not have
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Column "{column_name}" does not exist in {tables}.{history}{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42703 whenever it is sent. Nothing says so before: not the parser of the language, not the
-- start of the service, only the first request that comes this way. The usual story is a column that was renamed in the schema, or one that
-- the code was written for and no migration ever added.
--
-- A name is reported only where every table it could belong to is known. It is a warning when the text is put together in several ways and
-- only some of them hold the name, and where some of the DDL that was found could not be run.
--
-- ## Fix
-- Use the name the schema has, or add the migration that creates the column and deploy it before the code.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	iif(p.in_all AND NOT gap.any, 'error', 'warning') AS level, iif(gap.any, 'medium', NULL) AS confidence,
	substr(p.object, instr(p.object, '.') + 1) AS column_name,
	iif(instr(p.object, '.'), 'table "' || substr(p.object, 1, instr(p.object, '.') - 1) || '"',
		(SELECT iif(count(DISTINCT t.name) = 1, 'table ', 'any of the tables ') || replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ')
		FROM statement_table t WHERE t.statement_id = p.statement_id AND t.known)) AS tables,
	coalesce((SELECT iif(e.operation = 'rename column', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || e.line || '.'
		FROM ddl_event e JOIN file g ON g.id = e.file_id JOIN statement_table t ON t.statement_id = p.statement_id AND t.known
		WHERE e.operation IN ('rename column', 'drop column') AND NOT e.skipped
			AND e.object = t.schema || '.' || t.name || '.' || substr(p.object, instr(p.object, '.') + 1)
			AND (NOT instr(p.object, '.') OR substr(p.object, 1, instr(p.object, '.') - 1) = t.name)
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	iif(p.nearest <> '', ' The nearest name is "' || p.nearest || '"' || iif(lower(p.nearest) <> p.nearest
		AND lower(p.nearest) = substr(p.object, instr(p.object, '.') + 1), ', which keeps its capital letters only in quotes', '') || '.', '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
	CROSS JOIN schema_gap gap
WHERE p.code = 'unknown-column' AND p.certain AND (p.in_all OR p.complete)
	AND p.id NOT IN (SELECT id FROM model_name_problem)	-- told by query/raw-uses-model-name
