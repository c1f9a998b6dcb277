-- title: A statement uses a value where another type is needed
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
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
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'type-mismatch' AND p.certain AND p.complete
