-- title: A route reads a whole table
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} reads every row of table "{table_name}", which {grows}: nothing limits the answer.
-- needs: routes, schema, statements
-- since: 0.1.0
-- tags: sql, performance
--
-- ## Why
-- The answer grows with the table. The day it has a million rows the request reads, sorts, serialises and sends them all, and a few of those at once are the end of the service's memory.
--
-- Reported for SELECTs on the way of a GET route with no LIMIT, no condition with a value, no aggregate and no GROUP BY, on tables the program is seen to insert into: lookup tables that only migrations fill stay small, and so do those named as settings, roles, languages and the like. How large a table is only the server knows: `query/unbounded-select-of-large-table` asks it.
--
-- ## Fix
-- LIMIT with a key to go on from (`WHERE id > $1 ORDER BY id LIMIT 100`), or the condition that was meant.
SELECT b.file_id, b.line, b.column, b.name AS subject, b.schema || '.' || b.name AS object, b.scope, b.route, b.name AS table_name,
	iif(max(u.routes) > 0, u.route || ' inserts into', 'the program inserts into') AS grows, b.witness_id AS witness
FROM unbounded_read b
	JOIN table_change u ON u.schema = b.schema AND u.name = b.name AND u.role = 'insert'
WHERE NOT regexp('(?i)(setting|config|preference|provider|language|country|countries|currency|currencies|role|permission|plan|feature_flag)s?$', b.name)
GROUP BY b.statement_id
