-- title: A literal does not fit its column
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The literal does not fit column "{subject}": PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL accepts the statement and refuses to run it, with SQLSTATE 22001 (a text longer than the column) or 22003 (a number beyond its range):
-- preparing it does not show it.
--
-- ## Fix
-- Write a value that fits, or widen the column in a migration.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code IN ('literal-too-long', 'literal-out-of-range') AND p.certain AND p.complete
