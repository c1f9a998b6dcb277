-- title: A constraint was never validated
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: {kind} "{name}" of table "{table_name}" is NOT VALID, and no migration validates it: rows that were there before may break it, and the planner does not rely on it.
-- needs: schema
-- since: 0.1.0
-- tags: schema, migrations
--
-- ## Why
-- `NOT VALID` is the right way to add a constraint to a table in use: new rows are checked at once, old ones later, by `VALIDATE CONSTRAINT`. Where that second step is forgotten, the constraint promises what nobody looked at.
--
-- Silent when a later migration validates it. Rows that are known to break it and are kept on purpose are the one reason to leave it so.
--
-- ## Fix
-- Correct the rows that break it and run `ALTER TABLE … VALIDATE CONSTRAINT …` in a migration of its own.
SELECT c.file_id, c.line, c.schema || '.' || c.table_name || '.' || c.name AS subject, c.schema || '.' || c.table_name AS object,
	iif(c.kind = 'check', 'Check', 'Foreign key') AS kind, c.name, c.table_name
FROM effective_constraint c JOIN declared_table t ON t.id = c.table_id AND t.partition_of IS NULL
WHERE c.not_valid AND c.kind IN ('check', 'foreign')
