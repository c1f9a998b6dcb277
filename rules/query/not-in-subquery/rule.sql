-- title: NOT IN over a column that may be NULL
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: NOT IN reads "{table_name}.{column_name}", which {why}: as soon as one of its rows holds NULL, the condition lets no row through.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql
--
-- ## Why
-- `x NOT IN (1, NULL)` is "x <> 1 AND x <> NULL", which is never true. So a NOT IN over a subquery works until the first NULL turns up in its column, and from then on answers nothing, without an error. It is also slow: the server
-- cannot turn it into an anti-join.
--
-- Silent where the column is NOT NULL, where the subquery leaves out NULLs (`IS NOT NULL`, or any comparison of the column), for lists of constants, and for expressions.
--
-- ## Fix
-- `NOT EXISTS (SELECT 1 FROM … WHERE … = …)`, which is right with NULLs and fast. Or NOT NULL for the column.
SELECT t.file_id, t.line, t.column, t.table_name || '.' || t.column_name AS subject, t.schema || '.' || t.table_name || '.' || t.column_name AS object, t.scope,
	t.table_name, t.column_name, CASE t.detail WHEN '' THEN 'may be NULL' WHEN 'outer join' THEN 'is NOT NULL, but an outer join makes it NULL where it finds nothing' ELSE 'is NOT NULL, but may be NULL here (' || t.detail || ')' END AS why, t.condition, t.reach, t.witness
FROM source_trait t
WHERE t.kind = 'nullable-not-in' AND t.complete
