-- title: A model allows longer texts than the column
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: "{model}.{attribute}" takes up to {model_length} characters, and column "{column_name}" of table "{table_name}" in {origin} {length}: what is longer is refused (22001).
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- Forms and schemas are made from the model: a text passes every check and fails in the last place, with an error of 500 for the user.
--
-- Reported where both say a length and the column's is the shorter one.
--
-- ## Fix
-- Make the model say what the migration says, or widen the column.
SELECT x.file_id, x.line, x.table_name || '.' || x.column_name AS subject, x.schema || '.' || x.table_name || '.' || x.column_name AS object, x.model AS scope,
	x.model, x.attribute, x.column_name, x.table_name, x.origin,
	x.model_length, x.length,
	used.witness_id AS witness
FROM model_match x
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE x.model_length > x.length
