-- title: What a model says is unique is not in the database
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: "{model}" says that ({columns}) of table "{table_name}" is unique, and {origin} has neither a constraint nor an index that makes it so: nothing keeps the same value from being stored twice.
-- needs: schema
-- since: 0.2.0
-- tags: alignment, orm
--
-- ## Why
-- A model's `unique=True` does nothing by itself: the database refuses a second row only where a migration made the constraint. Code that was written for it (get one by this column, ON CONFLICT,
-- catching IntegrityError) then meets two rows, or an error.
-- Reported where the table is known on both sides, and nothing unique covers these columns or fewer.
--
-- ## Fix
-- Add the constraint in a migration, after looking for rows that are there twice.
SELECT coalesce(i.file_id, x.file_id) AS file_id, coalesce(i.line, x.line) AS line, x.table_name || '(' || i.columns || ')' AS subject, x.schema || '.' || x.table_name AS object, x.model AS scope,
	x.model, i.columns, x.table_name, x.origin, used.witness_id AS witness
FROM model_table_match x
	JOIN declared_index i ON i.table_id = x.model_table_id AND i.is_unique AND NOT i.is_partial
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND k.name IS NULL)
	AND NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND NOT EXISTS (SELECT 1 FROM declared_column c WHERE c.table_id = x.table_id AND c.name = k.name))
	AND NOT EXISTS (SELECT 1 FROM declared_index o WHERE o.table_id = x.table_id AND o.is_unique AND NOT o.is_partial
		AND NOT EXISTS (SELECT 1 FROM declared_index_column e WHERE e.index_id = o.id AND NOT e.included
			AND NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND k.name = e.name)))
	AND NOT EXISTS (SELECT 1 FROM replay_problem b JOIN declared_source s ON s.id = b.source_id AND s.used WHERE b.kind = 'fails')	-- what the refused statement was to make is not known to be missing
GROUP BY x.table_name, i.columns
