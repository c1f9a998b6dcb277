-- title: A model allows NULL where the column does not
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: "{model}.{attribute}" may be NULL, and column "{column_name}" of table "{table_name}" in {origin} is NOT NULL: an object saved with it unset or None is refused (23502){fallback}.
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- A library that believes a column may be NULL sends NULL for what was not set, also where the column has a default in the database: the default is for columns that a
-- statement leaves out, not for those it names. The error comes with the first object that is saved without the value.
--
-- Reported where the model says neither that the column is NOT NULL nor gives it a value of its own. The other way round (the model
-- demands what the column does not) no statement fails.
--
-- ## Fix
-- Say it in the model (`nullable=False`), with the default the database has (`server_default=…`, `@default(…)`).
SELECT x.file_id, x.line, x.table_name || '.' || x.column_name AS subject, x.schema || '.' || x.table_name || '.' || x.column_name AS object, x.model AS scope,
	x.model, x.attribute, x.column_name, x.table_name, x.origin,
	iif(x.has_default, '; the default in the database is for statements that leave the column out', '') AS fallback,
	used.witness_id AS witness
FROM model_match x
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE NOT x.model_not_null AND x.not_null AND NOT x.model_has_default AND NOT x.has_client_default AND NOT x.primary_key
