-- title: A model's foreign key is another in the database
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: "{model}" says that ({columns}) of table "{table_name}" refers to "{ref_table}"{rule}, and {what}.
-- needs: schema
-- since: 0.2.0
-- tags: alignment, orm
--
-- ## Why
-- The library believes what the model says: that deleting the parent deletes the children (`ondelete`), that a child without a parent cannot be. The database does what its constraint says. Where it has
-- none, rows are left behind that refer to nothing; where it does not cascade, deleting the parent fails (23503).
--
-- ## Fix
-- Make the constraint as the model says in a migration, or say in the model what the database does.
SELECT coalesce(m.file_id, x.file_id) AS file_id, coalesce(m.line, x.line) AS line, x.table_name || '(' || m.columns || ')' AS subject, x.schema || '.' || x.table_name AS object, x.model AS scope,
	iif(o.id IS NULL AND p.id IS NULL, 'note', 'warning') AS level,
	x.model, m.columns, x.table_name, m.ref_table, iif(o.id IS NOT NULL, ' with ON DELETE ' || upper(coalesce(m.on_delete, 'no action')), '') AS rule,
	CASE WHEN o.id IS NOT NULL THEN 'in ' || x.origin || ' it is ON DELETE ' || upper(coalesce(o.on_delete, 'no action'))
		WHEN p.id IS NOT NULL THEN 'in ' || x.origin || ' it refers to "' || p.ref_table || '"' ELSE x.origin || ' has no such constraint' END AS what,
	used.witness_id AS witness
FROM model_table_match x
	JOIN declared_constraint m ON m.table_id = x.model_table_id AND m.kind = 'foreign'
	LEFT JOIN declared_constraint o ON o.table_id = x.table_id AND o.kind = 'foreign' AND o.columns = m.columns AND o.ref_table = m.ref_table
	LEFT JOIN declared_constraint p ON p.table_id = x.table_id AND p.kind = 'foreign' AND p.columns = m.columns AND p.ref_table <> m.ref_table
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE (o.id IS NULL OR coalesce(o.on_delete, 'no action') <> coalesce(m.on_delete, 'no action') AND coalesce(m.on_delete, 'no action') <> 'no action')
	AND NOT EXISTS (SELECT 1 FROM declared_constraint_column k WHERE k.constraint_id = m.id AND NOT EXISTS (SELECT 1 FROM declared_column c WHERE c.table_id = x.table_id AND c.name = k.name))
	AND EXISTS (SELECT 1 FROM effective_table t WHERE t.name = m.ref_table)
	AND NOT EXISTS (SELECT 1 FROM replay_problem b JOIN declared_source s ON s.id = b.source_id AND s.used WHERE b.kind = 'fails')	-- what the refused statement was to make is not known to be missing
GROUP BY x.table_name, m.columns, m.ref_table
