-- title: Nobody waits for a write
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Nobody waits for this {kind} on {tables}: {effect}.{reach}
-- needs: statements
-- since: 0.1.0
-- tags: errors
--
-- ## Why
-- In JavaScript the statement is sent, but the request is answered before anyone knows whether it worked. An error of it reaches nobody: it is an
-- unhandled rejection, which ends the process. Inside a transaction it may run after the COMMIT. In Python a coroutine that nobody awaits does
-- not run at all: the row is never written, and nothing says so but a warning at exit.
--
-- A promise that is returned, chained (`.catch(…)`), collected (`Promise.all`) or handed on is waited for by somebody, and so is a call with a
-- callback.
--
-- ## Fix
-- `await` it. If it may fail without harm, say so: `.catch((error) => log.warn(error))`.
SELECT s.file_id, s.line, s.kind || coalesce(' ' || (SELECT group_concat(DISTINCT t.name) FROM statement_table t WHERE t.statement_id = s.id), '') AS subject,
	coalesce(nullif(f.name, ''), way.route) AS scope,
	iif(file.language = 'python', 'error', NULL) AS level,
	upper(s.kind) AS kind,
	coalesce((SELECT replace(group_concat(DISTINCT '"' || t.name || '"'), ',', ', ') FROM statement_table t WHERE t.statement_id = s.id AND t.role <> 'read'),
		'the database') AS tables,
	CASE WHEN file.language = 'python' THEN 'a coroutine that is not awaited never runs, so nothing is written'
		ELSE 'it may still run when the request is answered, and its error is an unhandled rejection' END AS effect,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM statement s
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN call c ON c.id = s.call_id
	JOIN call sink ON sink.id = s.sink_call_id
	JOIN statement_way way ON way.statement_id = s.id
WHERE s.writes AND s.settled = 'discard' AND file.language <> 'go'	-- a call of Go's is over when it returns
	AND (file.language <> 'python' OR s.driver IN ('asyncpg', 'databases', 'aiopg') OR sink.receiver_type LIKE '%Async%')
	AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.call_id IN (c.id, sink.id) AND (a.entity = 'function' OR a.kind = 'function'))
