-- title: An INSERT without a list of columns
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: The INSERT into table "{table_name}" names no columns: its values go to whatever columns the table has, in their order.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql
--
-- ## Why
-- A migration that adds a column, or one that made the tables in another order on another server, changes what the values mean. With fewer values than columns the rest gets its defaults; with a column inserted in
-- between, values of one type end up in the wrong column and nothing says so.
--
-- Silent for `INSERT INTO a SELECT * FROM b` and `SELECT (row).*`, which copy rows of one shape on purpose, and for `DEFAULT VALUES`.
--
-- ## Fix
-- Name the columns.
SELECT t.file_id, t.line, t.column, t.table_name AS subject, t.schema || '.' || t.table_name AS object, t.scope, t.table_name, t.condition, t.reach, t.witness
FROM source_trait t
WHERE t.kind = 'no-columns' AND t.complete
