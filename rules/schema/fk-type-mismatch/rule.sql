-- title: A foreign key has another type than the key it references
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: Column "{column_name}" of table "{table_name}" is {type}, but "{ref_table}.{ref_column}", which it references, is {ref_type}: {consequence}
-- needs: schema
-- since: 0.1.0
-- tags: schema
--
-- ## Why
-- PostgreSQL accepts a foreign key between types it can compare. An `integer` column that references a `bigint` key works until the key passes 2147483647; from
-- then on no row can refer to the new ones (SQLSTATE 22003). The same is true of a shorter `varchar(n)`, whose longer keys cannot be referred to.
--
-- An error where the referencing side is too narrow; a note where it is merely another type, which costs a conversion in every join. `text` beside
-- `varchar` is no difference, nor is a length on the referenced side alone. Types of the application's own (domains, enums) are not compared.
--
-- ## Fix
-- Give both columns the type of the wider one.
WITH pair AS (
	SELECT f.id, f.schema, f.table_name, f.ref_schema, f.ref_table, f.file_id, f.line, k.name, k.ref_name,
		a.type AS type, b.type AS ref_type, t.file_id AS table_file, t.line AS table_line,
		CASE a.type WHEN 'smallint' THEN 2 WHEN 'integer' THEN 4 WHEN 'bigint' THEN 8 END AS width,
		CASE b.type WHEN 'smallint' THEN 2 WHEN 'integer' THEN 4 WHEN 'bigint' THEN 8 END AS ref_width,
		CAST(iif(a.type LIKE 'character varying(%', substr(a.type, 19), NULL) AS INTEGER) AS letters,
		CAST(iif(b.type LIKE 'character varying(%', substr(b.type, 19), NULL) AS INTEGER) AS ref_letters
	FROM effective_constraint f
		JOIN declared_table t ON t.id = f.table_id AND t.partition_of IS NULL
		JOIN declared_constraint_column k ON k.constraint_id = f.id
		JOIN declared_column a ON a.table_id = f.table_id AND a.name = k.name
		JOIN declared_table r ON r.source_id = f.source_id AND r.schema = f.ref_schema AND r.name = f.ref_table
		JOIN declared_column b ON b.table_id = r.id AND b.name = k.ref_name
	WHERE f.kind = 'foreign' AND a.type <> b.type
), judged AS (
	SELECT p.*, CASE
		WHEN width < ref_width THEN iif(width = 2, 'keys above 32767', 'keys above 2147483647') || ' cannot be referenced.'
		WHEN letters < ref_letters THEN 'keys longer than ' || letters || ' characters cannot be referenced.'
		END AS narrow,
		CASE
		WHEN width > ref_width THEN 'it holds numbers that no key can have, and joins convert it.'
		WHEN (width IS NULL) <> (ref_width IS NULL) AND regexp('^(numeric|real|double precision)', iif(width IS NULL, type, ref_type)) THEN 'the two are converted in every join.'
		END AS other
	FROM pair p
)
SELECT file_id, line, schema || '.' || table_name || '.' || name AS subject, schema || '.' || table_name || '.' || name AS object,
	iif(narrow IS NULL, 'note', 'error') AS level,
	name AS column_name, table_name, type, ref_table, ref_name AS ref_column, ref_type, coalesce(narrow, other) AS consequence
FROM judged WHERE narrow IS NOT NULL OR other IS NOT NULL
