-- title: An UPDATE or DELETE without WHERE
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: {what} every row of table "{table_name}": the statement has no WHERE.{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql, data
--
-- ## Why
-- A forgotten WHERE is a statement as good as any other: nothing refuses it, and there is no way back but the backup. On a large table it also holds the lock of every row until it is through.
--
-- A warning where a route sends it, else a note. Silent where a FROM or USING joins another table, where a condition is written down in words (`WHERE true`), for temporary tables, for tables that can hold one row only
-- (their key is a boolean, or a CHECK fixes it), in files that also change the schema, as migrations written in code do, and for texts of which not every part and every variant is known.
--
-- ## Fix
-- Add the condition, or say that all rows are meant: `WHERE true`, `TRUNCATE`.
SELECT t.file_id, t.line, t.column, t.table_name AS subject, t.schema || '.' || t.table_name AS object, t.scope,
	iif(t.routes IS NULL, 'note', 'warning') AS level,
	iif(t.detail = 'delete', 'This deletes', 'This changes') AS what, t.table_name, t.reach, t.witness
FROM source_trait t
WHERE t.kind = 'no-where' AND t.complete AND t.in_all
	AND NOT EXISTS (SELECT 1 FROM declared_column d WHERE d.file_id = t.file_id)
	AND NOT EXISTS (SELECT 1 FROM effective_constraint k JOIN effective_table e ON e.id = k.table_id AND e.schema = t.schema AND e.name = t.table_name
		WHERE k.kind = 'primary' AND (EXISTS (SELECT 1 FROM declared_column d WHERE d.table_id = e.id AND d.name = k.columns AND d.type = 'boolean')
			OR EXISTS (SELECT 1 FROM declared_constraint c WHERE c.table_id = e.id AND c.kind = 'check' AND c.columns = k.columns
				AND (c.expression = k.columns OR regexp('^\(*"?\Q' || k.columns || '\E"?\s*=\s*[^=<>]+$', c.expression)))))
