-- title: A statement of the next version needs its migration to have run
-- severity: note
-- confidence: high
-- profile: safety
-- status: stable
-- message: This breaks until the migration has run: by the schema of {schema_name}, {problem}{because}.{condition}{reach}
-- needs: schema, statements, new_code
-- since: 0.1.0
-- tags: deploy
--
-- ## Why
-- The code that uses what a migration makes fails on every database where it has not run: an instance that starts first, a worker deployed apart from the service that migrates, a
-- replica that is behind, and all of them when the migration is undone and the code is not. Whoever deploys has to know which of the two comes first.
--
-- ## Fix
-- Let the deployment wait for the migration, and hold the start with `plumbline preflight`.
SELECT b.file_id, b.line, b.column, b.subject, b.object, b.scope, b.schema_name, b.problem, b.because, b.condition, b.reach, b.witness
FROM deploy_break b
WHERE b.side = 'new'
