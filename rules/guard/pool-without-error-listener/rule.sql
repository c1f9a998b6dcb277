-- title: A lost idle connection ends the process
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Nobody listens to the "error" event of this pool: when the database restarts or the network drops an idle connection, the process ends. {route} uses it. Add pool.on('error', …).
-- needs: statements
-- since: 0.1.0
-- tags: errors, pool
--
-- ## Why
-- The driver tells of an idle connection that was lost by an event. An "error" event that nobody listens to is thrown, and no request is there whose
-- handler could catch it: a failover of the database, which every query would survive by connecting again, takes all instances of the service
-- down at the same moment.
--
-- Reported for pools whose connections a route's statements use. Where a listener is put on some pool that could not be told apart, or a listener
-- for the process' uncaught exceptions keeps it alive, nothing is reported.
--
-- ## Fix
-- `pool.on('error', (error) => log.error(error, 'idle connection lost'))`. The pool replaces the connection by itself.
SELECT c.file_id, c.line, 'pool' AS subject, f.name AS scope, way.route, way.witness_id AS witness
FROM pool p
	JOIN call c ON c.id = p.call_id
	JOIN function f ON f.id = c.function_id
	JOIN file ON file.id = c.file_id AND file.role = 'source'
	JOIN (SELECT k.receiver_origin AS pool_call_id, w.route, w.witness_id, min(w.route)
		FROM statement s JOIN call k ON k.id = s.sink_call_id JOIN statement_way w ON w.statement_id = s.id AND w.route IS NOT NULL
		GROUP BY k.receiver_origin) way ON way.pool_call_id = p.call_id
WHERE NOT EXISTS (SELECT 1 FROM pool_listener l WHERE l.pool_call_id = p.call_id)
	AND NOT EXISTS (SELECT 1 FROM pool_listener l WHERE l.pool_call_id IS NULL)
