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
-- Reported for SELECTs on the way of a GET route with no LIMIT, no condition with a value, no aggregate and no GROUP BY, on tables the program is seen to insert into: lookup tables that only migrations fill stay small, and so do those named as settings, roles, languages and the like. How large a table is only the server knows.
--
-- ## Fix
-- LIMIT with a key to go on from (`WHERE id > $1 ORDER BY id LIMIT 100`), or the condition that was meant.
SELECT s.file_id, s.line, s.column, t.name AS subject, t.schema || '.' || t.name AS object, coalesce(nullif(f.name, ''), way.route) AS scope,
	r.method || ' ' || r.path || iif(count(DISTINCT q.route_id) > 1, ' (and ' || (count(DISTINCT q.route_id) - 1) || ' more)', '') AS route, t.name AS table_name,
	iif(max(u.routes) > 0, u.route || ' inserts into', 'the program inserts into') AS grows, way.witness_id AS witness
FROM statement s
	JOIN file g ON g.id = s.file_id AND g.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN route_statement q ON q.statement_id = s.id AND q.certain
	JOIN route r ON r.id = q.route_id AND r.method = 'GET'
	JOIN statement_way way ON way.statement_id = s.id
	JOIN statement_table t ON t.statement_id = s.id AND t.role = 'read' AND t.known
	JOIN table_change u ON u.schema = t.schema AND u.name = t.name AND u.role = 'insert'
WHERE s.origin = 'text' AND s.kind = 'select' AND s.complete AND s.variants = 1 AND s.cardinality = 'many' AND NOT s.has_limit
	AND NOT regexp('(?i)(setting|config|preference|provider|language|country|countries|currency|currencies|role|permission|plan|feature_flag)s?$', t.name)
	AND (SELECT count(*) FROM statement_table o WHERE o.statement_id = s.id) = 1
	AND NOT EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = s.id AND c.clause IN ('where', 'join', 'group', 'having'))
GROUP BY s.id
