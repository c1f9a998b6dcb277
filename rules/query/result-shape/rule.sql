-- title: What is read of a row is not what the statement returns
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what}{reach}
-- needs: schema, statements
-- since: 0.2.0
-- tags: alignment, sql
--
-- ## Why
-- The list of columns and the list of what reads them are written in two places, and only running the statement compares them. A driver that
-- scans by place fails on every row when the counts differ. One that puts columns into fields by name leaves a field nobody selected at its
-- zero value and says nothing: false, 0 and the empty string then pass for data.
--
-- sqlx and scany refuse a row with a column the struct has no field for ("missing destination name"), pgx.RowToStructByName also one without a column for each field.
-- Elsewhere a field is told missing only where every other statement that fills the same struct from the same table selects it, and this one selects
-- nearly all the rest (at least eight columns for each that is missing): a list that was meant to be short is left alone.
--
-- ## Fix
-- Select the column that is missing, or read what is returned.
WITH known(statement_id, n) AS MATERIALIZED (
	SELECT s.id, (SELECT count(*) FROM statement_output o WHERE o.statement_id = s.id)
	FROM statement s JOIN file f ON f.id = s.file_id AND f.role = 'source'
	WHERE s.origin = 'text' AND s.complete AND s.checked AND s.variants = 1
		AND NOT EXISTS (SELECT 1 FROM statement_problem p WHERE p.statement_id = s.id)
		AND EXISTS (SELECT 1 FROM statement_output o WHERE o.statement_id = s.id)
		AND NOT EXISTS (SELECT 1 FROM statement_output o WHERE o.statement_id = s.id AND o.name IS NULL)
), named(statement_id, class_id, naming, column_needs, field_needs) AS MATERIALIZED (   -- the driver compares every column with every field
	SELECT r.statement_id, r.class_id, n.naming, n.column_needs, n.field_needs AND NOT r.lax
	FROM statement_result r JOIN statement s ON s.id = r.statement_id JOIN result_naming n ON n.driver = s.driver JOIN known k ON k.statement_id = r.statement_id WHERE r.whole
), scanned(statement_id, call_id, n, line) AS (
	SELECT statement_id, call_id, count(*), line FROM result_field WHERE how = 'place' GROUP BY statement_id, call_id
), filled(statement_id, class_id, table_name, column_name) AS MATERIALIZED (
	SELECT DISTINCT r.statement_id, r.class_id, o.table_name, o.column_name
	FROM statement_result r
		JOIN known k ON k.statement_id = r.statement_id
		JOIN statement_output o ON o.statement_id = r.statement_id AND o.table_name IS NOT NULL
		JOIN result_field f ON f.statement_id = r.statement_id AND f.how = 'field' AND f.name = o.name AND NOT f.nested
), width(statement_id, class_id, table_name, n) AS MATERIALIZED (
	SELECT statement_id, class_id, table_name, count(*) FROM filled GROUP BY statement_id, class_id, table_name HAVING count(*) >= 5
), lacks(statement_id, class_id, table_name, column_name, n, others) AS (
	SELECT w.statement_id, w.class_id, w.table_name, f.column_name, w.n, count(DISTINCT f.statement_id)
	FROM width w
		JOIN width o ON o.class_id = w.class_id AND o.table_name = w.table_name AND o.statement_id <> w.statement_id
		JOIN filled f ON f.statement_id = o.statement_id AND f.class_id = o.class_id AND f.table_name = o.table_name
	WHERE NOT EXISTS (SELECT 1 FROM filled m WHERE m.statement_id = w.statement_id AND m.class_id = w.class_id AND m.table_name = w.table_name AND m.column_name = f.column_name)
	GROUP BY w.statement_id, w.class_id, w.table_name, f.column_name
	HAVING count(DISTINCT f.statement_id) = (SELECT count(*) FROM width x WHERE x.class_id = w.class_id AND x.table_name = w.table_name AND x.statement_id <> w.statement_id)
)
SELECT c.file_id, x.line, 'Scan' AS subject, NULL AS object, f.name AS scope, 'error' AS level, 'high' AS confidence,
	'The statement returns ' || k.n || iif(k.n = 1, ' column', ' columns') || ' and ' || x.n || iif(x.n = 1, ' value is', ' values are') || ' scanned: every row fails.' AS what,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM scanned x
	JOIN known k ON k.statement_id = x.statement_id AND k.n <> x.n
	JOIN call c ON c.id = x.call_id
	JOIN function f ON f.id = c.function_id
	JOIN statement_way way ON way.statement_id = x.statement_id
UNION ALL
SELECT s.file_id, s.line, k.name || '.' || l.column_name, l.table_name || '.' || l.column_name, f.name, 'warning', 'medium',
	'Column "' || l.column_name || '" of table "' || l.table_name || '" is not selected into "' || k.name || '", which has a field for it: '
		|| iif(l.others = 1, 'the other statement that fills it does select it', 'all ' || l.others || ' other statements that fill it do select it') || '. The field stays at its zero value.',
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END,
	way.witness_id
FROM lacks l
	JOIN statement s ON s.id = l.statement_id
	JOIN class k ON k.id = l.class_id
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = l.statement_id
WHERE l.n >= 8 * (SELECT count(*) FROM lacks m WHERE m.statement_id = l.statement_id AND m.class_id = l.class_id AND m.table_name = l.table_name)
UNION ALL
SELECT s.file_id, s.line, k.name || '.' || o.name, NULL, f.name, 'error', 'high',
	'The statement returns column "' || o.name || '", and "' || k.name || '" has no field for it: every row is refused.',
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END,
	way.witness_id
FROM named m
	JOIN statement_output o ON o.statement_id = m.statement_id AND instr(o.name, '.') = 0
	JOIN statement s ON s.id = m.statement_id
	JOIN class k ON k.id = m.class_id
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id
WHERE m.column_needs AND NOT EXISTS (SELECT 1 FROM result_field x WHERE x.statement_id = m.statement_id AND x.how = 'field'
		AND iif(m.naming = 'fold', lower(replace(x.name, '_', '')) = lower(replace(o.name, '_', '')), x.name = o.name))
UNION ALL
SELECT s.file_id, s.line, k.name || '.' || x.name, NULL, f.name, 'error', 'high',
	'"' || k.name || '" has a field for column "' || x.name || '", which the statement does not return: every row is refused.',
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END,
	way.witness_id
FROM named m
	JOIN result_field x ON x.statement_id = m.statement_id AND x.how = 'field' AND NOT x.nested
	JOIN statement s ON s.id = m.statement_id
	JOIN class k ON k.id = m.class_id
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id
WHERE m.field_needs AND NOT EXISTS (SELECT 1 FROM statement_output o WHERE o.statement_id = m.statement_id AND lower(replace(x.name, '_', '')) = lower(replace(o.name, '_', '')))
