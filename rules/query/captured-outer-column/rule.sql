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
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	substr(p.object, instr(p.object, '.') + 1) AS column_name, p.detail,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'captured-outer-column' AND p.certain AND (p.in_all OR p.complete)
UNION ALL
SELECT m.file_id, m.line, m.column, m.object, m.object, NULL, 'error', substr(m.object, instr(m.object, '.') + 1), m.detail, '', '', NULL
FROM migration_problem m
WHERE m.code = 'captured-outer-column'

