-- title: A column that may be NULL is put where NULL cannot be
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {what} {why}: the row that has it is an error.{reach}
-- needs: schema, statements
-- since: 0.2.0
-- tags: alignment, go
--
-- ## Why
-- Go's `string`, `int`, `bool` and `time.Time` have no place for NULL. database/sql refuses the row ("converting NULL to string is unsupported"), pgx does ("cannot scan NULL into
-- *string"): not at the first request, but at the first row that has one. A list fails as a whole because of one row.
--
-- It is an error where the program itself writes such rows: an INSERT that leaves the column out, which has no default. It is a warning where nobody here writes the table,
-- and where an outer join gives NULL because there is no match. A column with a default, or that every INSERT of the program writes, is left alone.
--
-- ## Fix
-- Scan into a pointer or one of sql.NullString and the like, select `coalesce(…)`, or make the column NOT NULL.
WITH put(statement_id, position, name, type, table_name, column_name, null_cause, file_id, line, into_name) AS MATERIALIZED (
	SELECT f.statement_id, o.position, o.name, f.type, o.table_name, o.column_name, o.null_cause, f.file_id, f.line, NULL
	FROM result_field f JOIN statement_output o ON o.statement_id = f.statement_id AND o.position = f.position AND o.nullable = 1
	WHERE f.how = 'place' AND f.holds_null = 0
		AND (SELECT count(*) FROM result_field x WHERE x.statement_id = f.statement_id AND x.call_id = f.call_id) = (SELECT count(*) FROM statement_output x WHERE x.statement_id = f.statement_id)
	UNION ALL
	SELECT f.statement_id, o.position, o.name, f.type, o.table_name, o.column_name, o.null_cause, s.file_id, s.line, k.name
	FROM result_field f
		JOIN statement s ON s.id = f.statement_id
		JOIN result_naming n ON n.driver = s.driver
		JOIN class k ON k.id = f.class_id
		JOIN statement_output o ON o.statement_id = f.statement_id AND o.nullable = 1
			AND iif(n.naming = 'fold', lower(replace(o.name, '_', '')) = lower(replace(f.name, '_', '')), o.name = f.name)
	WHERE f.how = 'field' AND f.holds_null = 0 AND NOT f.nested
), inserted(table_name, column_name, leaves, open) AS MATERIALIZED (
	SELECT t.name, c.name,
		max(s.complete AND s.checked AND s.variants = 1 AND EXISTS (SELECT 1 FROM statement_column n WHERE n.statement_id = s.id AND n.clause = 'insert' AND n.table_name = t.name)
			AND NOT EXISTS (SELECT 1 FROM statement_column n WHERE n.statement_id = s.id AND n.clause = 'insert' AND n.table_name = t.name AND n.column_name = c.name)),
		max(NOT (s.complete AND s.checked))
	FROM (SELECT DISTINCT table_name, column_name FROM put WHERE null_cause = 'column') p
		JOIN effective_table t ON t.name = p.table_name
		JOIN declared_column c ON c.table_id = t.id AND c.name = p.column_name
		JOIN statement_table i ON i.name = t.name AND i.schema = t.schema AND i.role IN ('insert', 'merge')
		JOIN statement s ON s.id = i.statement_id
		JOIN file g ON g.id = s.file_id AND g.role = 'source'
	GROUP BY t.name, c.name
), bare(table_name, column_name) AS MATERIALIZED (
	SELECT t.name, c.name
	FROM (SELECT DISTINCT table_name, column_name FROM put WHERE null_cause = 'column') p
		JOIN effective_table t ON t.name = p.table_name
		JOIN declared_column c ON c.table_id = t.id AND c.name = p.column_name AND NOT c.has_default AND NOT c.trigger_fills
)
SELECT p.file_id, p.line, coalesce(p.table_name || '.' || p.column_name, p.name, 'column ' || (p.position + 1)) AS subject, p.table_name || '.' || p.column_name AS object, f.name AS scope,
	iif(w.leaves, 'error', 'warning') AS level,
	iif(p.into_name IS NULL, 'Column ' || (p.position + 1) || coalesce(' "' || p.name || '"', '') || ' is scanned into ' || p.type, 'Column "' || p.name || '" is put into a field of "' || p.into_name || '" that is ' || p.type) AS what,
	CASE WHEN w.leaves THEN 'and rows the program inserts have NULL there' WHEN p.null_cause = 'column' THEN 'and may be NULL in table "' || p.table_name || '"'
		WHEN p.null_cause = 'outer join' THEN 'and is NULL where the outer join finds no row' ELSE 'and may be NULL' END AS why,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM put p
	JOIN statement s ON s.id = p.statement_id AND s.origin = 'text' AND s.complete AND s.checked AND s.variants = 1
	JOIN file g ON g.id = s.file_id AND g.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id
	CROSS JOIN schema_gap gap
	LEFT JOIN inserted w ON w.table_name = p.table_name AND w.column_name = p.column_name AND p.null_cause = 'column'
WHERE (p.null_cause IN ('outer join', 'NULLIF', 'NULL')
		OR p.null_cause = 'column' AND (w.table_name IS NULL OR w.leaves OR w.open) AND EXISTS (SELECT 1 FROM bare b WHERE b.table_name = p.table_name AND b.column_name = p.column_name))
	AND NOT gap.any
	AND NOT EXISTS (SELECT 1 FROM statement_problem q WHERE q.statement_id = s.id)
GROUP BY p.statement_id, p.position, p.file_id, p.line
