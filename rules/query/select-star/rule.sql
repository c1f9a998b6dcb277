-- title: A statement takes every column
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: {what} gives all {n} columns of table "{table_name}", and each one a migration adds.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql
--
-- ## Why
-- What the program gets then depends on the migration that ran last: a column that was added for another purpose travels to the client, a wide one slows the query down, and a renamed one is missed only where it is read. Whoever
-- reads the code cannot see which columns it needs.
--
-- Only stars in the rows that leave the statement count, and only where they stand for a table: not `count(*)`, not `EXISTS (SELECT *)`, not the last SELECT over a WITH that lists its columns.
--
-- ## Fix
-- List the columns that are used.
SELECT t.file_id, t.line, t.column, t.table_name AS subject, t.schema || '.' || t.table_name AS object, t.scope,
	iif(t.kind = 'star', 'SELECT *', 'RETURNING *') AS what, t.table_name,
	(SELECT count(*) FROM effective_column c WHERE c.schema = t.schema AND c.table_name = t.table_name) AS n, t.condition, t.reach, t.witness
FROM source_trait t
WHERE t.kind IN ('star', 'returning-star') AND t.table_name <> ''
