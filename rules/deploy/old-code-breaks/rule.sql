-- title: A statement of the running version fails on the schema of the next
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The code of {code_name} breaks here from the migration until its last instance is gone, and again after a rollback: by the schema of {schema_name}, {problem}{because}.{condition}{reach}
-- needs: schema, statements, old_code
-- since: 0.1.0
-- tags: deploy
--
-- ## Why
-- Migrations run before the old instances are replaced, so for seconds or minutes the old code talks to the new schema; when the deployment is rolled back it does so
-- until somebody undoes the migration, which a dropped column does not survive. A dropped or renamed table or column, a changed type or enum and a new NOT NULL column that an
-- INSERT leaves out all pass review and tests, since every test runs new code on the new schema.
--
-- It is an error where the DDL that does it was found, and a warning where only the two schemas show it.
--
-- ## Fix
-- Split the change: first a version that no longer needs what goes away (or writes both), then the migration that takes it away.
--
-- A new column gets a default, or NOT NULL in a later migration; a rename is a new column, a copy, and a drop two versions later.
SELECT b.file_id, b.line, b.column, b.subject, b.object, b.scope, iif(b.proven, 'error', 'warning') AS level,
	b.code_name, b.schema_name, b.problem, b.because, b.condition, b.reach, b.witness
FROM deploy_break b
WHERE b.side = 'old'
