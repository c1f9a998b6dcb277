-- title: PostgreSQL refuses a statement for a reason of its own
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL refuses this statement: {problem} ({state}).{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- The statement is refused whenever it is sent. Either plumbline knows (a row lock on rows that are no table's: `FOR UPDATE` beside GROUP BY, DISTINCT or an
-- aggregate), or the database was asked by `plumbline audit` what it makes of the text, without running it, and what it says has no rule of its own here.
--
-- ## Fix
-- The server's words say what is wrong; PostgreSQL's manual lists the code in its appendix A.
SELECT p.file_id, p.line, p.column, p.sqlstate || ' ' || p.object AS subject, nullif(p.object, '') AS object, p.scope,
	iif(p.in_all, 'error', 'warning') AS level, p.message AS problem, p.sqlstate AS state,
	coalesce((SELECT ' ' || nullif(r.hint, '') FROM prepare_result r WHERE r.statement_id = p.statement_id AND r.variant = p.variant), '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code IN ('refused', 'locking-not-allowed') AND p.certain AND p.complete
