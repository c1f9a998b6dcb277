-- title: A model refers to another table, and the schema does not enforce it
-- severity: warning
-- confidence: medium
-- profile: strict
-- status: preview
-- message: A model declares {columns} of table "{table_name}" a foreign key to "{ref_table}", and {origin} has none: rows may refer to what is not there.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- A relation in a model is how the library joins, and a constraint only where the model makes the table. Where migrations make it without one, a row that is deleted leaves those behind that refer to it, and
-- the library answers with an object whose parent is missing, or leaves the row out of a joined list without a word.
--
-- Silent where either table is not in the schema, and where a partitioned or foreign table could not have the constraint.
--
-- Silent where DDL was refused or could not be followed: it may have made what is missed.
--
-- ## Fix
-- `ALTER TABLE … ADD FOREIGN KEY … NOT VALID`, clean up, then `VALIDATE CONSTRAINT`; or say in the model that there is none.
SELECT c.file_id, c.line, c.table_name || '.' || replace(c.columns, ', ', '+') AS subject, c.schema || '.' || c.table_name AS object, c.table_name, c.ref_table, o.name AS origin,
	iif(instr(c.columns, ','), 'columns ', 'column ') || '"' || replace(c.columns, ', ', '", "') || '"' AS columns, coalesce(w.reach, '') AS reach, w.witness_id AS witness
FROM declared_source m
	JOIN declared_constraint c ON c.source_id = m.id AND c.kind = 'foreign'
	JOIN effective_table e ON e.schema = c.schema AND e.name = c.table_name AND NOT e.opaque AND e.kind = 'table'
	JOIN effective_table r ON r.schema = c.ref_schema AND r.name = c.ref_table AND r.kind = 'table'
	JOIN schema_origin o ON o.complete
	JOIN file f ON f.id = c.file_id AND f.role = 'source'
	LEFT JOIN table_way w ON w.schema = c.schema AND w.name = c.table_name
WHERE m.kind = 'models' AND NOT m.used AND NOT (SELECT any FROM schema_gap)
	AND NOT EXISTS (SELECT 1 FROM replay_problem p JOIN declared_source s ON s.id = p.source_id AND s.used WHERE p.kind IN ('fails', 'syntax', 'opaque'))
	AND NOT EXISTS (SELECT 1 FROM declared_constraint_column k WHERE k.constraint_id = c.id AND NOT EXISTS (SELECT 1 FROM declared_column d WHERE d.table_id = e.id AND d.name = k.name))
	AND NOT EXISTS (SELECT 1 FROM declared_constraint x WHERE x.table_id = e.id AND x.kind = 'foreign' AND x.ref_table = c.ref_table
		AND (x.columns = c.columns OR NOT EXISTS (SELECT 1 FROM declared_constraint_column k WHERE k.constraint_id = x.id
			AND NOT EXISTS (SELECT 1 FROM declared_constraint_column n WHERE n.constraint_id = c.id AND n.name = k.name))))
