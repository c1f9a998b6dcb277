-- title: A statement writes NULL into a column that does not take it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The statement writes NULL into column "{object}", which is NOT NULL.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL accepts the statement and refuses the row with SQLSTATE 23502. Preparing the statement does not show it.
--
-- ## Fix
-- Leave the column out so that its default is used, write a value, or drop the constraint in a migration when NULL has a meaning there.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'null-into-not-null' AND p.certain AND p.complete
