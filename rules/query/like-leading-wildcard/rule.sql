-- title: A LIKE pattern begins with a wildcard
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: The pattern for "{table_name}.{column_name}" begins with a wildcard ({pattern}): no btree index helps, every row is read.{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql, performance
--
-- ## Why
-- An index over text is sorted by its beginning. `LIKE '%name%'` gives none, so the server reads the whole table and tests every row, at every request. That is nothing on a hundred rows and seconds on a million.
--
-- The pattern is read in the statement and, where it is bound, in the program. Silent where the column has a trigram index (gin or gist), and where the statement also compares a column with a value for equality: then only the rows that are left are tested.
--
-- ## Fix
-- A trigram index: `CREATE EXTENSION pg_trgm; CREATE INDEX … USING gin (column gin_trgm_ops)`. Or full text search.
WITH pattern AS (
	SELECT t.statement_id, t.file_id, t.line, t.column, t.schema, t.table_name, t.column_name, t.detail AS text FROM statement_trait t WHERE t.kind = 'leading-wildcard'
	UNION ALL
	SELECT DISTINCT c.statement_id, s.file_id, s.line, s.column, c.schema, c.table_name, c.column_name, v.value
	FROM statement_parameter_value v
		JOIN statement_column c ON c.statement_id = v.statement_id AND c.parameter = v.number AND c.operator IN ('like', 'ilike') AND c.table_name <> ''
		JOIN statement s ON s.id = v.statement_id
	WHERE substr(v.value, 1, 1) IN ('%', '_')
), searched AS MATERIALIZED (					-- columns that an index of words or trigrams may serve
	SELECT i.schema, i.table_name, k.name, k.expression FROM effective_index i JOIN declared_index_column k ON k.index_id = i.id WHERE i.method IN ('gin', 'gist')
), judged AS (
	SELECT p.*, row_number() OVER (PARTITION BY p.statement_id, p.table_name, p.column_name ORDER BY p.line, p.column) AS position FROM pattern p
)
SELECT p.file_id, p.line, p.column, p.table_name || '.' || p.column_name AS subject, p.schema || '.' || p.table_name || '.' || p.column_name AS object,
	coalesce(nullif(f.name, ''), way.route) AS scope, p.table_name, p.column_name, '"' || substr(p.text, 1, 20) || iif(length(p.text) > 20, '…', '') || '"' AS pattern,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM judged p
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text' JOIN file g ON g.id = s.file_id AND g.role = 'source'
	JOIN function f ON f.id = s.function_id JOIN statement_way way ON way.statement_id = s.id
WHERE p.position = 1
	AND NOT EXISTS (SELECT 1 FROM searched i WHERE i.schema = p.schema AND i.table_name = p.table_name AND (i.name = p.column_name OR instr(i.expression, p.column_name)))
	AND NOT EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = p.statement_id AND c.conjunct AND c.operator IN ('=', 'in', 'any') AND c.clause = 'where')
