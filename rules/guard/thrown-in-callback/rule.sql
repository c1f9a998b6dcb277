-- title: A failing query is thrown where nobody can catch it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The callback of this statement throws the error of the database: it runs outside of every handler and try, so {effect}.{reach} Hand the error on instead (next(error), reject(error)).
-- needs: statements
-- since: 0.1.0
-- tags: errors
--
-- ## Why
-- The driver calls back later, when the handler that sent the statement has returned. What is thrown there passes no try, no promise and no error
-- middleware, in any framework and version: Node.js ends the process, with all other requests in it. Where the process listens for uncaught exceptions it lives
-- on, and the client waits for an answer that never comes.
--
-- Reported when the callback throws the very error it was called with. A statement that no route sends is a warning: a script may end that way.
--
-- ## Fix
-- `if (error) return next(error);`, or the promise the driver gives when it is called without a callback.
SELECT t.file_id, t.line, s.kind AS subject, f.name AS scope, t.verdict AS verdict, way.route AS object,
	iif(way.route IS NULL, 'warning', NULL) AS level,
	iif(t.verdict = 'crash', 'the process ends', 'the request is never answered') AS effect,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM callback_throw t
	JOIN statement s ON s.id = t.statement_id
	JOIN function f ON f.id = s.function_id
	JOIN file ON file.id = t.file_id AND file.role = 'source'
	JOIN statement_way way ON way.statement_id = s.id
