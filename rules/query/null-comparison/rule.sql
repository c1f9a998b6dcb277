-- title: A comparison with NULL is never true
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: "{operator} NULL" gives NULL for every row, never true: {consequence}.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql
--
-- ## Why
-- NULL is not a value, so nothing is equal to it and nothing differs from it. `WHERE deleted_at = NULL` finds no row, `<> NULL` none either, and one NULL in a `NOT IN` list empties the result. The server
-- does not complain.
--
-- `SET column = NULL` is an assignment and not meant, `IS NULL` and `IS DISTINCT FROM NULL` are right. Silent where the program turns on `transform_null_equals`.
--
-- ## Fix
-- `IS NULL`, `IS NOT NULL`, or `IS NOT DISTINCT FROM` where the other side may be NULL.
SELECT t.file_id, t.line, t.column, t.detail || ' NULL' AS subject, t.scope, iif(t.in_all, 'error', 'warning') AS level,
	iif(t.detail = 'NOT IN', 'NOT IN (…,', t.detail) AS operator,
	iif(t.detail = 'NOT IN', 'the list holds a NULL, and the condition lets no row through', 'use IS NULL or IS NOT NULL') AS consequence, t.condition, t.reach, t.witness
FROM source_trait t
WHERE t.kind = 'null-operand' AND t.complete
	AND NOT EXISTS (SELECT 1 FROM statement s WHERE regexp('(?i)transform_null_equals', s.text))
