-- title: ON CONFLICT names columns no unique index covers
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: No unique index or constraint of "{table_name}" covers exactly the columns of ON CONFLICT: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42P10 each time it runs; preparing it does not show it. ON CONFLICT (a, b) needs a unique index or
-- constraint over just these columns, in any order. One over fewer or more columns does not do, and a partial one only with its condition repeated.
--
-- ## Fix
-- Add the unique constraint in a migration, or name the columns of one that exists.
WITH sent AS (
	SELECT rs.statement_id, rs.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT rs.route_id) AS routes,
		min(printf('%d %04d %s %s', 1 - rs.certain, rs.depth, r.path, r.method)) AS nearest
	FROM route_statement rs JOIN route r ON r.id = rs.route_id GROUP BY rs.statement_id
)
SELECT p.file_id, p.line, p.column, p.object AS subject, coalesce(nullif(f.name, ''), sent.route) AS scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.object AS table_name, p.message AS server_message,
	iif(p.in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
	CASE WHEN sent.routes IS NULL THEN '' WHEN sent.routes = 1 THEN ' ' || sent.route || ' sends this statement.'
		ELSE ' ' || sent.routes || ' routes send this statement, among them ' || sent.route || '.' END AS reach,
	coalesce(sent.witness_id, (SELECT w.witness_id FROM statement_witness w WHERE w.statement_id = s.id)) AS witness
FROM statement_problem p
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text'
	JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant AND v.complete
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	LEFT JOIN sent ON sent.statement_id = s.id
WHERE p.code = 'on-conflict-without-unique' AND p.certain
