-- title: A model says unique, and the schema lets doubles in
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: A model declares {columns} of table "{table_name}" unique, and {origin} has no unique index on {them}: two requests at the same time store the same value twice.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- `unique` in a model makes an index where the model makes the table, and nothing else. Where migrations make it and do not have the index, a check in the code before the INSERT holds for one request at a time: between its
-- SELECT and its INSERT another one stores the same value, and from then on a lookup that expects one row finds two.
--
-- An index that keeps fewer columns apart is enough; a partial or an invalid one is not, nor one over an expression, since which values these let pass is not compared.
--
-- Silent where DDL was refused or could not be followed: it may have made what is missed.
--
-- ## Fix
-- Write the migration that creates the unique index (`CREATE UNIQUE INDEX CONCURRENTLY`), after the doubles there are.
WITH wanted AS (
	SELECT i.id, i.schema, i.table_name, i.columns, i.file_id, coalesce((SELECT c.line FROM model_column c WHERE c.schema = i.schema AND c.table_name = i.table_name AND c.column_name = i.columns AND c.file_id = i.file_id), i.line) AS line, e.id AS table_id, o.name AS origin
	FROM declared_source m
		JOIN declared_index i ON i.source_id = m.id AND i.is_unique AND NOT i.is_partial
		JOIN effective_table e ON e.schema = i.schema AND e.name = i.table_name AND NOT e.opaque
		JOIN schema_origin o ON o.complete
		JOIN file f ON f.id = i.file_id AND f.role = 'source'
	WHERE m.kind = 'models' AND NOT m.used AND NOT (SELECT any FROM schema_gap)
		AND NOT EXISTS (SELECT 1 FROM replay_problem p JOIN declared_source s ON s.id = p.source_id AND s.used WHERE p.kind IN ('fails', 'syntax', 'opaque'))
		AND NOT EXISTS (SELECT 1 FROM declared_constraint c WHERE c.table_id = i.table_id AND c.name = i.constraint_name AND c.kind = 'primary')
		AND NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND NOT k.included AND (k.name IS NULL
			OR NOT EXISTS (SELECT 1 FROM declared_column d WHERE d.table_id = e.id AND d.name = k.name)))
)
SELECT w.file_id, w.line, w.table_name || '.' || replace(w.columns, ', ', '+') AS subject, w.schema || '.' || w.table_name AS object, w.table_name, w.origin,
	iif(instr(w.columns, ','), 'columns ', 'column ') || '"' || replace(w.columns, ', ', '", "') || '"' AS columns, iif(instr(w.columns, ','), 'them', 'it') AS them,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes insert into it, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' inserts into it.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM wanted w
	LEFT JOIN (SELECT schema, name, max(routes) AS routes, route, witness_id FROM table_change WHERE role = 'insert' GROUP BY schema, name) u ON u.schema = w.schema AND u.name = w.table_name
WHERE NOT EXISTS (SELECT 1 FROM declared_index i WHERE i.table_id = w.table_id AND i.is_unique AND NOT i.is_partial AND i.is_valid
		AND NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND NOT k.included
			AND (k.name IS NULL OR NOT EXISTS (SELECT 1 FROM declared_index_column n WHERE n.index_id = w.id AND NOT n.included AND n.name = k.name))))
	AND NOT EXISTS (SELECT 1 FROM declared_index i JOIN declared_index_column k ON k.index_id = i.id AND k.name IS NULL WHERE i.table_id = w.table_id AND i.is_unique)
