-- title: A failing query takes the service down, or its answer with it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Nothing catches an error of this statement on the way from {route}: {effect}{more}
-- needs: routes, statements
-- since: 0.1.0
-- tags: errors
--
-- ## Why
-- Every query fails some day: a lost connection, a lock timeout, a value that does not fit, a column the last migration renamed. What happens then
-- depends on the framework, its version, and on what else is set up:
--
-- - *crash*: the process exits, with all other requests in it. Express 4 does not see the rejection of an async handler; an error middleware
--   does not help, since it is never called.
-- - *hang*: the process lives on, because it listens for unhandled rejections, and the client waits for an answer until it gives up.
-- - *leak*: the client gets an answer of 500 with the text of the database's error, or the whole stack.
--
-- Silent where the framework turns the error into a clean 500, and where one central place does (`express-async-errors` with an error
-- middleware, Express 5 with one): a try around every query is not asked for. Also silent where the way to the statement is not certain, where
-- nobody waits for it, and where the framework's version is not known.
--
-- ## Fix
-- One central guard: Express 5, or `express-async-errors` with Express 4, and an error middleware that logs the error and answers 500 without its
-- text. Or a try around the awaited call that ends in an answer.
WITH present AS (						-- which boundaries an application has
	SELECT DISTINCT a.id AS app_id, b.kind
	FROM app a JOIN boundary b ON b.framework = a.framework OR b.kind = 'process_listener'
		JOIN file f ON f.id = b.file_id AND f.role NOT IN ('test', 'example') AND (a.root = '' OR substr(f.path, 1, length(a.root) + 1) = a.root || '/')
	WHERE b.kind <> 'wrapper' AND regexp('(?i)(^\*$|^(builtins\.)?(Base)?Exception$|sqlalchemy|asyncpg|psycopg|database|postgres|^pg\b)', coalesce(b.error_type, '*'))
), sent AS (
	SELECT rs.statement_id, rs.route_id, rs.witness_id, rs.depth, r.method, r.path, r.framework, r.app_id, a.major,
		iif(hf.language = 'python', h.is_async, 1) AS async	-- in JavaScript a handler that is not async returns the promise, or drops it
	FROM route_statement rs
		JOIN route r ON r.id = rs.route_id
		JOIN app a ON a.id = r.app_id AND a.major IS NOT NULL
		JOIN function h ON h.id = r.function_id JOIN file hf ON hf.id = h.file_id AND hf.role = 'source'
	WHERE NOT rs.guarded AND NOT rs.detached AND rs.certain AND r.method <> 'WS'
		AND NOT EXISTS (SELECT 1 FROM boundary b WHERE b.kind = 'wrapper' AND b.function_id = r.function_id)
), happens AS (							-- a verdict stands when none of the boundaries that prevent it is there
	SELECT s.*, e.verdict, e.detail
	FROM sent s JOIN framework_effect e ON e.framework = s.framework AND s.major BETWEEN e.major_from AND e.major_to AND e.async = s.async
	WHERE NOT EXISTS (SELECT 1 FROM framework_effect o JOIN present p ON p.kind = o.unless AND p.app_id = s.app_id
		WHERE o.framework = e.framework AND o.async = e.async AND o.verdict = e.verdict AND s.major BETWEEN o.major_from AND o.major_to)
), worst AS (
	SELECT h.*, count(DISTINCT h.route_id) AS routes,
		min(printf('%d %04d %s %s', CASE h.verdict WHEN 'crash' THEN 0 WHEN 'hang' THEN 1 WHEN 'leak' THEN 2 ELSE 3 END, h.depth, h.path, h.method)) AS nearest
	FROM happens h WHERE h.verdict <> 'clean' GROUP BY h.statement_id
)
SELECT s.file_id, s.line,
	s.kind || coalesce(' ' || (SELECT group_concat(DISTINCT t.name) FROM statement_table t WHERE t.statement_id = s.id), '') AS subject,
	w.method || ' ' || w.path AS object, coalesce(nullif(f.name, ''), w.method || ' ' || w.path) AS scope,
	iif(w.verdict = 'leak', 'warning', 'error') AS level, w.verdict AS verdict,
	w.method || ' ' || w.path AS route, w.detail AS effect,
	CASE w.routes WHEN 1 THEN '' WHEN 2 THEN ' The same on 1 more route.' ELSE ' The same on ' || (w.routes - 1) || ' more routes.' END AS more,
	w.witness_id AS witness
FROM worst w JOIN statement s ON s.id = w.statement_id JOIN function f ON f.id = s.function_id
