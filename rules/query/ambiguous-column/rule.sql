-- title: A column name could mean columns of several tables
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{column_name}" could be a column of more than one table of the statement: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42702. It often appears long after the statement was written: a migration adds a column such
-- as `id`, `status` or `created_at` to a second table of a join, and a name that was clear no longer is.
--
-- ## Fix
-- Write the table's name or alias before the column: `c.status`.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.object AS column_name, p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'ambiguous-column' AND p.certain AND (p.in_all OR p.complete)
