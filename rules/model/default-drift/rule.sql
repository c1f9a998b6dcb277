-- title: A default the model relies on is not in the database
-- severity: error
-- confidence: medium
-- profile: safety
-- status: preview
-- message: "{model}.{attribute}" leaves column "{column_name}" of table "{table_name}" to a default of the database, and the column has none in {origin}: {effect}.
-- needs: schema
-- since: 0.2.0
-- tags: alignment, orm
--
-- ## Why
-- For a column with a default in the database (`server_default`, `db_default`) the library leaves the column out of the INSERT. Where no migration gave the column that default, it stays NULL, and a NOT NULL
-- column refuses the row (23502).
--
-- ## Fix
-- Give the column the default in a migration, or the model one of its own (`default=`).
SELECT x.file_id, x.line, x.table_name || '.' || x.column_name AS subject, x.schema || '.' || x.table_name || '.' || x.column_name AS object, x.model AS scope,
	iif(x.not_null, 'error', 'warning') AS level, x.model, x.attribute, x.column_name, x.table_name, x.origin,
	iif(x.not_null, 'a row saved without a value is refused (23502)', 'a row saved without a value gets NULL') AS effect,
	used.witness_id AS witness
FROM model_match x
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE x.model_has_default AND NOT x.has_default AND NOT x.has_client_default AND NOT x.primary_key
