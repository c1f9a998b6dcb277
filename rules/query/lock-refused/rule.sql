-- title: Rows that cannot be locked
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- FOR UPDATE and FOR SHARE lock rows of tables. A row of GROUP BY, DISTINCT, UNION, an aggregate or a window is no such row, nor is the missing side of an
-- outer join: PostgreSQL refuses the statement with SQLSTATE 0A000 whenever it is sent.
--
-- ## Fix
-- Lock in a query of its own, or say `FOR UPDATE OF` the table that is always there.
SELECT p.file_id, p.line, p.column, p.message AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'locking-not-allowed' AND p.certain AND p.complete
