-- title: A subquery reads a column of the query around it where its own table was meant
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: In the subquery, "{column_name}" is not a column of its own table but {detail}. PostgreSQL accepts this, and the subquery answers with a value of the outer row.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- SQL looks for a name in the subquery's tables first and then in the query around it. `(SELECT language FROM tenants WHERE …)` is therefore legal
-- when `tenants` has no column `language` and the outer table has one: the subquery quietly returns the outer row's own value, and
-- `WHERE id IN (SELECT customer_id FROM customers)` is true for every row. No server, no test on small data and no log line tells.
--
-- Reported only where the captured name is all that the subquery selects or compares with; a subquery that is tied to the outer row on purpose
-- compares it with a column of its own.
--
-- ## Fix
-- Write the table's name or alias before every column in the subquery; the server then says which one does not exist.
WITH sent AS (
	SELECT rs.statement_id, rs.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT rs.route_id) AS routes,
		min(printf('%d %04d %s %s', 1 - rs.certain, rs.depth, r.path, r.method)) AS nearest
	FROM route_statement rs JOIN route r ON r.id = rs.route_id GROUP BY rs.statement_id
)
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, coalesce(nullif(f.name, ''), sent.route) AS scope,
	iif(p.in_all, 'error', 'warning') AS level,
	substr(p.object, instr(p.object, '.') + 1) AS column_name, p.detail,
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
WHERE p.code = 'captured-outer-column' AND p.certain
