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
WITH sent AS (
	SELECT rs.statement_id, rs.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT rs.route_id) AS routes,
		min(printf('%d %04d %s %s', 1 - rs.certain, rs.depth, r.path, r.method)) AS nearest
	FROM route_statement rs JOIN route r ON r.id = rs.route_id GROUP BY rs.statement_id
), gaps AS (							-- DDL that was refused or not understood may have made what is missed here
	SELECT EXISTS (SELECT 1 FROM replay_problem p JOIN declared_source s ON s.id = p.source_id AND s.used
		WHERE p.kind = 'syntax' OR p.kind = 'fails' AND p.sqlstate NOT IN ('42P07', '42701', '42710', '42723', '42P06', '42P16')
			AND NOT regexp('^(index|constraint|trigger|policy|column .* (named in key )?does not exist$)', p.message)) AS any
)
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, coalesce(nullif(f.name, ''), sent.route) AS scope,
	iif(p.in_all AND NOT gaps.any, 'error', 'warning') AS level, iif(gaps.any, 'medium', NULL) AS confidence,
	substr(p.object, instr(p.object, '.') + 1) AS column_name,
	iif(instr(p.object, '.'), 'table "' || substr(p.object, 1, instr(p.object, '.') - 1) || '"',
		(SELECT iif(count(DISTINCT t.name) = 1, 'table ', 'any of the tables ') || replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ')
		FROM statement_table t WHERE t.statement_id = s.id AND t.known)) AS tables,
	coalesce((SELECT iif(e.operation = 'rename column', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || e.line || '.'
		FROM ddl_event e JOIN file g ON g.id = e.file_id JOIN statement_table t ON t.statement_id = s.id AND t.known
		WHERE e.operation IN ('rename column', 'drop column') AND NOT e.skipped
			AND e.object = t.schema || '.' || t.name || '.' || substr(p.object, instr(p.object, '.') + 1)
			AND (NOT instr(p.object, '.') OR substr(p.object, 1, instr(p.object, '.') - 1) = t.name)
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	iif(p.nearest <> '', ' The nearest name is "' || p.nearest || '".', '') AS hint,
	iif(p.in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
	CASE WHEN sent.routes IS NULL THEN '' WHEN sent.routes = 1 THEN ' ' || sent.route || ' sends this statement.'
		ELSE ' ' || sent.routes || ' routes send this statement, among them ' || sent.route || '.' END AS reach,
	coalesce(sent.witness_id, (SELECT w.witness_id FROM statement_witness w WHERE w.statement_id = s.id)) AS witness
FROM statement_problem p
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text'
	JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant AND (p.in_all OR v.complete)
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	LEFT JOIN sent ON sent.statement_id = s.id
	CROSS JOIN gaps
WHERE p.code = 'unknown-column' AND p.certain
