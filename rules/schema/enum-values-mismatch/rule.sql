-- title: The code has a value that the database does not know
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: "{value}" is not one of the values that {who} leaves to "{table_name}.{column_name}" ({list}): {consequence}.{hint}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, types
--
-- ## Why
-- The list of states, kinds or roles stands twice: in an enum or a CHECK of the schema, and in the constants of the code. One of the two gets a new value and the other does not. Assigned, such a value is refused, with 22P02
-- (enum) or 23514 (CHECK); compared with a column that a CHECK restricts it is never found, which looks like "none there".
--
-- Looked at are constants bound to a statement, wherever in the program they are defined, and constants its text compares a column with. A literal of an enum in the text is `query/bad-literal`,
-- one that is written to a column with a CHECK `query/check-violated`. A value that is
-- one of several is a warning, and so is one that only a part of the declared schema speaks against. Silent for assignments to tables with a BEFORE trigger, which may replace the value, and for checks that are no plain
-- list of values.
--
-- ## Fix
-- Add the value in a migration (`ALTER TYPE … ADD VALUE`, or a new CHECK), and deploy it before the code; or correct the constant.
WITH bound AS (
	SELECT v.statement_id, p.schema, p.table_name, p.column_name, p.type, v.value, v.whole, coalesce(v.file_id, s.file_id) AS file_id, coalesce(v.line, s.line) AS line,
		iif(p.use IN ('set', 'insert'), 'assigned', 'compared') AS how, v.sole AND s.variants = 1 AS sole
	FROM statement_parameter_value v
		JOIN statement_parameter p ON p.statement_id = v.statement_id AND p.number = v.number AND p.table_name IS NOT NULL
		JOIN statement s ON s.id = v.statement_id AND s.complete
	WHERE p.use IN ('set', 'insert') OR EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = v.statement_id AND c.parameter = v.number AND c.operator IN ('=', '<>', 'in', 'not in'))
), value AS (
	SELECT statement_id, schema, table_name, column_name, type, value, file_id, line, NULL AS column, how, sole FROM bound WHERE whole
	UNION ALL
	SELECT statement_id, schema, table_name, column_name, NULL, detail, file_id, line, column, kind, in_all FROM statement_trait WHERE kind = 'compared' AND complete
), refused AS (
	SELECT x.*, 'check "' || c.name || '"' AS who, (SELECT group_concat(v.value, ', ') FROM declared_check_value v WHERE v.constraint_id = c.id) AS list,
		(SELECT nearest(x.value, v.value) FROM declared_check_value v WHERE v.constraint_id = c.id) AS near,
		iif(x.how = 'assigned', 'the server refuses the row with 23514', 'no row has it') AS consequence
	FROM value x
		JOIN effective_constraint c ON c.kind = 'check' AND c.schema = x.schema AND c.table_name = x.table_name AND c.columns = x.column_name AND NOT (c.not_valid AND x.how = 'compared')
		JOIN declared_column d ON d.table_id = c.table_id AND d.name = x.column_name AND (d.type = 'text' OR d.type LIKE 'character varying%')
	WHERE EXISTS (SELECT 1 FROM declared_check_value v WHERE v.constraint_id = c.id)
		AND NOT EXISTS (SELECT 1 FROM declared_check_value v WHERE v.constraint_id = c.id AND v.value = x.value)
		AND NOT (x.how = 'assigned' AND EXISTS (SELECT 1 FROM declared_trigger g WHERE g.table_id = c.table_id AND g.timing = 'before'))
	UNION ALL
	SELECT x.*, 'type "' || u.name || '"', u.labels, NULL, 'the server refuses the statement with 22P02'
	FROM value x
		JOIN effective_column d ON d.schema = x.schema AND d.table_name = x.table_name AND d.name = x.column_name AND d.type = x.type
		JOIN declared_type u ON u.source_id = d.source_id AND u.kind = 'enum' AND d.type IN (u.name, u.schema || '.' || u.name)
	WHERE instr(', ' || u.labels || ',', ', ' || x.value || ',') = 0
)
SELECT r.file_id, r.line, r.column, r.table_name || '.' || r.column_name || ' = ' || r.value AS subject, r.schema || '.' || r.table_name || '.' || r.column_name AS object,
	coalesce(nullif(f.name, ''), way.route) AS scope,
	iif(r.sole AND complete.all_known AND NOT gap.any AND r.consequence <> 'no row has it', 'error', 'warning') AS level,
	r.value, r.who, r.table_name, r.column_name, iif(length(r.list) > 120, substr(r.list, 1, 110) || ' …', r.list) AS list, r.consequence,
	coalesce(' The nearest is "' || r.near || '".', '') AS hint,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
		ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM refused r
	JOIN statement s ON s.id = r.statement_id AND s.origin = 'text' JOIN file g ON g.id = s.file_id AND g.role = 'source'
	JOIN function f ON f.id = s.function_id JOIN statement_way way ON way.statement_id = s.id
	CROSS JOIN (SELECT min(complete) AS all_known FROM declared_source WHERE used) complete CROSS JOIN schema_gap gap
