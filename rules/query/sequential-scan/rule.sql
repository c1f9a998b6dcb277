-- title: A route reads a large table from end to end
-- severity: note
-- confidence: medium
-- profile: safety
-- status: preview
-- message: The planner reads all of table "{table_name}" for this statement, about {table_rows} rows, to keep about {rows}: {filter}.{reach}
-- needs: statements, plan
-- since: 0.1.0
-- tags: live, performance
--
-- ## Why
-- A condition that no index serves costs a pass over the whole table each time the route is called, and more with every row that is added. On a database with few rows
-- nobody notices; the planner's numbers are those of the database that was asked.
--
-- The plan is the generic one, for values that are not known: where most rows have the value that is asked for, no index would help, and the estimate says so.
--
-- It needs `plumbline audit --level plan`.
--
-- ## Fix
-- Make an index on the columns of the condition (CREATE INDEX CONCURRENTLY), or on the expression it uses.
SELECT s.file_id, s.line, s.column, n.schema || '.' || n.table_name || ' ' || n.filter AS subject, n.schema || '.' || n.table_name AS object, f.name AS scope,
	n.table_name, n.table_rows, n.rows, n.filter,
	iif(way.routes = 1, ' ' || way.route || ' sends this statement.', ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.') AS reach,
	way.witness_id AS witness
FROM plan_node n
	JOIN statement s ON s.id = n.statement_id
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id AND way.routes > 0
WHERE n.node = 'Seq Scan' AND n.filter IS NOT NULL AND n.table_rows >= 10000 AND n.rows * 10 <= n.table_rows
GROUP BY s.id, n.schema, n.table_name
