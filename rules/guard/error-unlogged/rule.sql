-- title: An error is answered and forgotten
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} answers {status} here when a statement fails, and hands the error to nothing that would keep it: that it happened is seen, why is not. Log it.
-- needs: routes, statements
-- since: 0.2.0
-- tags: errors, operations
--
-- ## Why
-- A 500 without a line in the log can be counted and not explained: a missing column, a lock, a full disk and a lost connection all look the same.
--
-- Reported where a catch that takes any error answers with a 5xx status, a statement on a route's way is inside its try, and the error is handed to no call but the answer.
--
-- ## Fix
-- `logger.error(error)`, `logger.exception("…")` before the answer; or leave the catch out and let the framework's error handler do both.
SELECT g.file_id, g.line, w.route || ' ' || e.status AS subject, w.route AS object, w.route AS scope, w.route, e.status, w.witness_id AS witness
FROM catch_effect e
	JOIN catch_way w ON w.region_id = e.region_id
	JOIN region g ON g.id = e.region_id
	JOIN file f ON f.id = g.file_id AND f.role = 'source'
WHERE e.takes_database_errors AND e.action = 'respond' AND e.status >= 500 AND NOT e.logged
	-- logger.exception("…"), traceback.print_exc(), exc_info=True: the error is there without being named
	AND NOT EXISTS (SELECT 1 FROM in_region i JOIN call c ON c.region_id = i.region_id WHERE i.ancestor_id = e.region_id AND c.function_id = g.function_id
		AND (c.name IN ('exception', 'print_exc', 'format_exc', 'captureException', 'capture_exception')
			OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'exc_info')))
	-- a function of the program that answers may log what it is handed
	AND NOT EXISTS (SELECT 1 FROM catch_use u JOIN call_target t ON t.call_id = u.call_id JOIN call k ON k.function_id = t.function_id
		WHERE u.region_id = e.region_id AND k.name IN ('error', 'warn', 'log', 'exception', 'captureException'))
	-- raise … from error: the framework keeps it
	AND NOT EXISTS (SELECT 1 FROM exit x WHERE x.region_id = e.region_id AND x.kind = 'throw' AND x.call_id IN (SELECT u.call_id FROM catch_use u WHERE u.region_id = e.region_id AND u.how = 'object'))
GROUP BY e.region_id
