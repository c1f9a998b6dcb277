-- title: A statement uses a value where another type is needed
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: PostgreSQL answers "{server_message}".{detail}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42804 (or 42846 for a cast that does not exist) whenever it is sent: a column is assigned a value of
-- another type, WHERE is given something that is not a condition, the branches of a CASE or the arms of a UNION have no type in common.
--
-- ## Fix
-- Cast the value, or change the column it goes to.
WITH sent AS (
	SELECT rs.statement_id, rs.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT rs.route_id) AS routes,
		min(printf('%d %04d %s %s', 1 - rs.certain, rs.depth, r.path, r.method)) AS nearest
	FROM route_statement rs JOIN route r ON r.id = rs.route_id GROUP BY rs.statement_id
)
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, coalesce(nullif(f.name, ''), sent.route) AS scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
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
WHERE p.code = 'type-mismatch' AND p.certain
