-- title: Written, answered, and never committed
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route} {what}, and nothing on its way commits: the client is told that it worked, and when the connection is given back nothing of it is left.
-- needs: routes, statements
-- since: 0.2.0
-- tags: transactions
--
-- ## Why
-- A session, or a connection that is not in autocommit, begins a transaction with its first statement. What is written in it is seen by nobody else and is rolled back when the session is
-- closed. Tests that read on the same session see it all the same.
--
-- Reported for writes on a route's way, where no function on that way commits, no `with` block around them does, nobody asks for autocommit, the session is handed to no call that is not
-- known, and no function beside the routes (a teardown, a middleware) commits. And for transactions begun by hand that are never committed.
--
-- ## Fix
-- `session.commit()` at the end of the handler, in the dependency that gives the session out, or `with Session.begin() as session:`. In Go `tx.Commit()`.
WITH beside AS (                        -- functions no route leads to that commit, and run by themselves: decorated, or a class's protocol
	SELECT 1 FROM call c JOIN function f ON f.id = c.function_id
	WHERE c.name = 'commit' AND NOT EXISTS (SELECT 1 FROM reach y WHERE y.function_id = f.id)
		AND (f.name IN ('__exit__', '__aexit__', '__call__', 'dispatch', 'process_response') OR EXISTS (SELECT 1 FROM decorator d LEFT JOIN call k ON k.id = d.call_id
			WHERE d.target_kind = 'function' AND d.target_id = f.id AND regexp('(?i)(teardown|after|middleware|hook|event|listens|receiver|signal)', coalesce(k.name, d.text, ''))))
), written AS (
	SELECT s.id, s.file_id, s.line, s.column, s.function_id, s.driver, q.route_id, r.method || ' ' || r.path AS route, q.witness_id, f.name AS scope,
		'writes to ' || coalesce((SELECT '"' || min(t.name) || '"' FROM statement_table t WHERE t.statement_id = s.id AND t.role <> 'read'), 'the database') || ' on a '
			|| iif(s.driver = 'sqlalchemy', 'session', 'connection') AS what
	FROM unit_of_work u
		CROSS JOIN call c ON c.receiver_type = u.path
		CROSS JOIN statement s ON s.sink_call_id = c.id
		JOIN file h ON h.id = s.file_id AND h.role = 'source'
		JOIN function f ON f.id = s.function_id
		JOIN route_statement q ON q.statement_id = s.id AND q.certain
		JOIN route r ON r.id = q.route_id
	WHERE u.effect = 'opens' AND (s.writes OR s.origin = 'orm' AND s.kind IN ('insert', 'update', 'delete')) AND s.kind IN ('insert', 'update', 'delete', 'merge')
		AND NOT EXISTS (SELECT 1 FROM autocommit a WHERE a.driver = s.driver)
		AND NOT EXISTS (SELECT 1 FROM beside)
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN call k ON k.function_id = y.function_id WHERE y.route_id = r.id AND k.name = 'commit')
		-- a block commits
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN region g ON g.function_id = y.function_id AND g.kind = 'with' LEFT JOIN call m ON m.id = g.call_id
			JOIN unit_of_work b ON b.effect = 'block' AND (b.path = g.type OR b.path = m.callee) WHERE y.route_id = r.id)
		-- what is done with it elsewhere is not known
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN call k ON k.function_id = y.function_id JOIN argument a ON a.call_id = k.id
			JOIN unit_of_work o ON o.path = a.type AND o.effect = 'opens'
			WHERE y.route_id = r.id AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = k.id))
		AND NOT EXISTS (SELECT 1 FROM reach y JOIN call k ON k.function_id = y.function_id
			WHERE y.route_id = r.id AND k.receiver_type IS NULL AND k.callee IS NULL AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = k.id)
				AND regexp('(?i)(save|commit|persist|finish|complete|unit)', k.name))
), by_hand AS (
	SELECT s.id, c.file_id, c.line, c.column, c.function_id, b.driver, q.route_id, r.method || ' ' || r.path AS route, q.witness_id, f.name AS scope,
		'begins a transaction here and writes in it' AS what
	FROM begun b
		CROSS JOIN call c ON c.id = b.call_id
		CROSS JOIN function f ON f.id = c.function_id
		CROSS JOIN file h ON h.id = c.file_id AND h.role = 'source'
		CROSS JOIN statement s
		CROSS JOIN call k ON k.id = s.sink_call_id AND k.receiver_origin = b.object_call_id AND s.kind IN ('insert', 'update', 'delete', 'merge')
		JOIN route_statement q ON q.statement_id = s.id AND q.certain
		JOIN route r ON r.id = q.route_id
	WHERE NOT EXISTS (SELECT 1 FROM committed x WHERE x.object_call_id = b.object_call_id)
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.origin = b.object_call_id)
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.object_call_id)
		AND NOT EXISTS (SELECT 1 FROM binding n WHERE n.origin = b.object_call_id AND n.how = 'member')
		AND NOT EXISTS (SELECT 1 FROM return t WHERE t.origin = b.object_call_id)
)
SELECT w.file_id, w.line, w.column, coalesce(nullif(w.scope, ''), w.route) AS subject, coalesce(nullif(w.scope, ''), w.route) AS scope, w.route, w.what, w.witness_id AS witness
FROM (SELECT * FROM written UNION ALL SELECT * FROM by_hand) w
GROUP BY w.function_id
