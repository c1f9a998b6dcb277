-- title: A value its column's CHECK constraint refuses
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}" whenever this writes "{subject}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- The value is written in the statement, and the CHECK constraint of the column is false for it: PostgreSQL refuses every row with SQLSTATE 23514. Only
-- comparisons, IN, BETWEEN and length() over this one column are computed, and nothing is said where a BEFORE trigger may change the value.
--
-- ## Fix
-- Write a value the constraint allows, or change the constraint in a migration.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'check-violated' AND p.certain AND p.complete
