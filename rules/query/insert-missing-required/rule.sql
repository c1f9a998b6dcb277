-- title: An INSERT leaves out a column that must have a value
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The INSERT gives no value for column "{object}", which is NOT NULL and has no default.{history}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL accepts the statement and refuses every row of it with SQLSTATE 23502. Preparing the statement does not show it, and neither does EXPLAIN.
-- It usually comes from a migration that added a NOT NULL column after the INSERT was written.
--
-- Columns with a default, an identity, a generation expression or a BEFORE INSERT trigger that may fill them are not reported.
--
-- ## Fix
-- Give the column a value in the INSERT, or a default in a migration.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	coalesce((SELECT ' So it is since ' || g.path || ':' || e.line || '.' FROM ddl_event e JOIN file g ON g.id = e.file_id
		JOIN statement_table t ON t.statement_id = p.statement_id AND e.object = t.schema || '.' || p.object
		WHERE e.operation IN ('set not null', 'drop default', 'add column') AND NOT e.skipped
		ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'insert-missing-required' AND p.certain AND p.complete
