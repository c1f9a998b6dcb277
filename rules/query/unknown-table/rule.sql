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
-- Silent for tables that the program creates itself, temporary ones among them. A note where part of the declared schema could not be
-- followed. A warning where most tables that the statements name are unknown: the schema in the tree is then probably another database's.
--
-- ## Fix
-- Use the name the schema has, or add the migration that creates the table and deploy it before the code.
WITH sent AS (
	SELECT rs.statement_id, rs.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT rs.route_id) AS routes,
		min(printf('%d %04d %s %s', 1 - rs.certain, rs.depth, r.path, r.method)) AS nearest
	FROM route_statement rs JOIN route r ON r.id = rs.route_id GROUP BY rs.statement_id
), named AS (
	SELECT count(DISTINCT iif(t.known, t.name, NULL)) AS known, count(DISTINCT iif(t.known, NULL, t.name)) AS unknown
	FROM statement_table t JOIN statement s ON s.id = t.statement_id JOIN file ON file.id = s.file_id AND file.role = 'source'
)
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, coalesce(nullif(f.name, ''), sent.route) AS scope,
	CASE WHEN NOT p.certain THEN 'note' WHEN p.in_all AND (named.unknown <= 3 OR named.unknown <= named.known) THEN 'error' ELSE 'warning' END AS level,
	CASE WHEN NOT p.certain THEN 'low' WHEN named.unknown > 3 AND named.unknown > named.known THEN 'medium' END AS confidence,
	iif(p.message LIKE 'relation %', 'Table "' || p.object || '" does not exist' || iif(p.certain, '', ' as far as the declared schema could be followed'),
		'PostgreSQL answers: ' || p.message || iif(p.detail <> '', ' (' || p.detail || ')', '')) AS fact,
	coalesce((SELECT iif(e.operation LIKE 'rename %', ' It was renamed by ', ' It was dropped by ') || g.path || ':' || e.line || '.'
		FROM ddl_event e JOIN file g ON g.id = e.file_id
		WHERE e.operation IN ('rename table', 'rename view', 'drop table', 'drop view', 'drop materialized view', 'set schema') AND NOT e.skipped
			AND p.message LIKE 'relation %' AND (e.object = p.object OR e.object = 'public.' || p.object)
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	iif(p.nearest <> '', ' The nearest name is "' || p.nearest || '".', '') AS hint,
	iif(p.in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
	CASE WHEN sent.routes IS NULL THEN '' WHEN sent.routes = 1 THEN ' ' || sent.route || ' sends this statement.'
		ELSE ' ' || sent.routes || ' routes send this statement, among them ' || sent.route || '.' END AS reach,
	sent.witness_id AS witness
FROM statement_problem p
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text'
	JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant AND (p.in_all OR v.complete)
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	LEFT JOIN sent ON sent.statement_id = s.id
	CROSS JOIN named
WHERE p.code = 'unknown-table'
	AND (p.certain OR named.unknown <= named.known)
	AND NOT EXISTS (SELECT 1 FROM statement d WHERE d.kind = 'ddl' AND instr(lower(d.text), lower(substr(p.object, instr(p.object, '.') + 1))))
