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
SELECT p.file_id, p.line, 'pool' AS subject, p.scope, p.route, p.witness_id AS witness
FROM pool_way p
WHERE NOT EXISTS (SELECT 1 FROM pool_listener l WHERE l.pool_call_id = p.pool_call_id)
	AND NOT EXISTS (SELECT 1 FROM pool_listener l WHERE l.pool_call_id IS NULL)
