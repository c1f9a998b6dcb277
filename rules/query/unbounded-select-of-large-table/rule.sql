-- title: A route reads a whole table that is large
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} reads every row of table "{table_name}", which has about {rows} of them: nothing limits the answer.
-- needs: routes, schema, statements, live, statistics
-- since: 0.2.0
-- tags: sql, performance, live
--
-- ## Why
-- The request reads, sorts, serialises and sends all of them, and a few of those at once are the end of the service's memory.
--
-- Reported for SELECTs on the way of a GET route with no LIMIT, no condition, no aggregate and no GROUP BY, on tables that had more than 10,000 rows when they were last analysed: a page nobody scrolls through to its end.
--
-- ## Fix
-- LIMIT with a key to go on from (`WHERE id > $1 ORDER BY id LIMIT 100`), or the condition that was meant.
SELECT b.file_id, b.line, b.column, b.name AS subject, b.schema || '.' || b.name AS object, b.scope, b.route, b.name AS table_name, l.rows, b.witness_id AS witness
FROM unbounded_read b
	JOIN live_table_state l ON l.schema = b.schema AND l.name = b.name
WHERE l.rows > 10000
