-- title: A literal cannot be read as the type it stands for
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- A literal in quotes takes the type of what it is compared with or assigned to, and PostgreSQL reads it when the statement is sent: `'abc'` for an
-- integer, a value an enum does not have, a day February does not have. The statement is refused with SQLSTATE 22P02, 22007, 22008 or 22003 each time.
--
-- ## Fix
-- Write a value of the type. For an enum, use one of its labels or add the label in a migration.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.nearest <> '', ' The nearest is "' || p.nearest || '".', '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'bad-literal' AND p.certain AND p.complete
	AND NOT EXISTS (SELECT 1 FROM statement_placeholder h WHERE h.statement_id = p.statement_id AND h.kind = 'quoted' AND h.complete)	-- told by query/placeholder-in-literal
