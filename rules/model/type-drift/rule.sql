-- title: A model takes a column for another type
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: "{model}.{attribute}" is {model_type}, and column "{column_name}" of table "{table_name}" in {origin} is {type}: {effect}.
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- What a model says of a column decides which values the library sends, and in which form. Where the column is something else, some values are refused
-- (a number too large for `integer`, a text that is no uuid), and others change without a word (a time without its zone, a number rounded).
-- Where the tables are made from the models, as in most test suites, it does not show.
--
-- Reported where the two types do not hold the same values. Not reported: lengths and precisions (`model/length-drift`), text beside varchar, json beside jsonb,
-- and models whose tables are made from them (`create_all` with no migrations).
--
-- ## Fix
-- Make the model say what the migration says; or, where the model is right, add the migration.
SELECT x.file_id, x.line, x.table_name || '.' || x.column_name AS subject, x.schema || '.' || x.table_name || '.' || x.column_name AS object, x.model AS scope,
	x.model, x.attribute, x.column_name, x.table_name, x.origin,
	x.model_type, x.type,
	CASE WHEN x.model_base IN ('bigint', 'integer') AND x.base IN ('integer', 'smallint') THEN 'larger numbers are refused'
		WHEN x.model_base LIKE 'timestamp%' AND x.base LIKE 'timestamp%' THEN 'the zone is lost or assumed on the way'
		WHEN x.base IN ('real', 'double precision') AND x.model_base = 'numeric' THEN 'amounts are rounded'
		ELSE 'values that the one takes the other refuses, or reads as something else' END AS effect,
	used.witness_id AS witness
FROM model_match x
	LEFT JOIN model_way used ON used.name = x.table_name
WHERE x.model_base <> x.base
	AND NOT (x.model_base IN ('text', 'character varying', 'character', 'citext') AND x.base IN ('text', 'character varying', 'character', 'citext'))
	AND NOT (x.model_base IN ('json', 'jsonb') AND x.base IN ('json', 'jsonb'))
	AND NOT (x.model_base IN ('real', 'double precision') AND x.base IN ('real', 'double precision'))
	AND NOT (x.is_loose AND x.model_base IN ('smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision') AND x.base IN ('smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision')
		AND NOT (x.model_base IN ('numeric', 'real', 'double precision') AND x.base IN ('smallint', 'integer', 'bigint')))
	AND NOT (x.is_loose AND x.model_base = 'text' AND x.base IN ('uuid', 'inet', 'cidr', 'json', 'jsonb', 'xml', 'date', 'interval', 'name', 'bytea'))
	AND NOT (x.is_loose AND x.model_base LIKE 'timestamp%' AND (x.base LIKE 'timestamp%' OR x.base = 'date'))
	AND NOT (x.is_loose AND x.model_base = 'bytea' AND x.base IN ('json', 'jsonb', 'uuid', 'text', 'character varying'))
	AND NOT (x.model_base = 'smallint' AND x.base IN ('integer', 'bigint') OR x.model_base = 'integer' AND x.base = 'bigint')
	AND NOT EXISTS (SELECT 1 FROM declared_type t JOIN declared_source s ON s.id = t.source_id WHERE t.kind IN ('enum', 'domain', 'base') AND t.name IN (x.model_base, x.base))
