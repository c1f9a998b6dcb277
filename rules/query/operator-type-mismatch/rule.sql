-- title: A statement compares or combines values of types that do not go together
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
-- PostgreSQL refuses the statement with SQLSTATE 42883 whenever it is sent: it has no such operator for these two types, and casts none of them on
-- its own. The usual stories: a number compared with a text column, `->>` (which gives text) compared with a number, `LIKE` on an enum or an integer.
--
-- Quoted literals and parameters take the type of the other side and are no mismatch.
--
-- ## Fix
-- Compare with a literal of the column's type, or cast: `(settings->>'limit')::int = 5`, `status::text LIKE 'n%'`.
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
WHERE p.code = 'operator-not-found' AND p.certain
