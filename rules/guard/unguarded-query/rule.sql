-- title: A failing query takes the service down, or its answer with it
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Nothing catches an error of {what} on the way from {route}: {effect}{more}
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
-- Where more than half of an application's routes that send statements have the same verdict, and five statements or more, they have one cause: the boundary that the application lacks.
-- Then there is one finding in each file with such statements, at the first of them, which says how many they are. Where most routes are guarded, the one that is not has a cause of its own, and each of its
-- statements is reported.
--
-- ## Fix
-- One central guard: Express 5, or `express-async-errors` with Express 4, and an error middleware that logs the error and answers 500 without its
-- text. Or a try around the awaited call that ends in an answer.
WITH sent AS (
	SELECT q.statement_id, q.route_id, q.witness_id, q.depth, r.method, r.path, r.app_id, r.app_call_id, e.verdict, e.detail, e.rank, NOT q.guarded AND e.verdict <> 'clean' AS bare
	FROM route_statement q
		JOIN route r ON r.id = q.route_id AND r.method <> 'WS'
		JOIN function h ON h.id = r.function_id JOIN file hf ON hf.id = h.file_id AND hf.role = 'source'
		LEFT JOIN error_effect e ON e.route_id = q.route_id
	WHERE q.certain AND NOT q.detached
), worst AS (							-- of each statement the worst that may happen
	SELECT s.*, count(DISTINCT s.route_id) AS routes, min(printf('%d %04d %s %s', s.rank, s.depth, s.path, s.method)) AS nearest
	FROM sent s WHERE s.bare GROUP BY s.statement_id
), shared AS (							-- applications whose routes lack the same boundary
	SELECT w.app_id, w.verdict, count(*) AS statements, count(DISTINCT t.file_id) AS files
	FROM worst w JOIN statement t ON t.id = w.statement_id
	GROUP BY w.app_id, w.verdict
	HAVING count(*) >= 5 AND (SELECT count(DISTINCT iif(s.bare AND s.verdict = w.verdict, s.route_id, NULL)) * 2 > count(DISTINCT s.route_id) FROM sent s WHERE s.app_id = w.app_id)
), placed AS (							-- each statement, or the first of those in a file that have one cause
	SELECT w.*, t.file_id, t.line, t.kind, t.function_id, h.statements, h.files, count(*) OVER cause AS n, row_number() OVER cause_in_order AS position,
		iif(h.app_id IS NULL, w.routes, (SELECT count(DISTINCT s.route_id) FROM sent s JOIN statement o ON o.id = s.statement_id
			WHERE s.bare AND s.app_id = w.app_id AND s.verdict = w.verdict AND o.file_id = t.file_id)) AS all_routes
	FROM worst w JOIN statement t ON t.id = w.statement_id
		LEFT JOIN shared h ON h.app_id = w.app_id AND h.verdict = w.verdict
	WINDOW cause AS (PARTITION BY h.app_id, h.verdict, t.file_id, iif(h.app_id IS NULL, t.id, 0)),
		cause_in_order AS (PARTITION BY h.app_id, h.verdict, t.file_id, iif(h.app_id IS NULL, t.id, 0) ORDER BY t.line, t.id)
)
SELECT p.file_id, p.line,
	iif(p.n > 1, p.verdict, p.kind || coalesce(' ' || (SELECT group_concat(DISTINCT t.name) FROM statement_table t WHERE t.statement_id = p.statement_id), '')) AS subject,
	p.method || ' ' || p.path AS object, iif(p.n > 1, NULL, coalesce(nullif(f.name, ''), p.method || ' ' || p.path)) AS scope,
	iif(p.verdict = 'leak', 'warning', 'error') AS level, p.verdict AS verdict,
	iif(p.n > 1, 'this statement and ' || (p.n - 1) || ' more in this file', 'this statement') AS what,
	p.method || ' ' || p.path AS route, p.detail AS effect,
	iif(p.all_routes > 1, ' The same on ' || (p.all_routes - 1) || ' more route' || iif(p.all_routes > 2, 's.', '.'), '')
		|| iif(p.files > 1, ' The cause is one: the application' || coalesce(' made at ' || (SELECT g.path || ':' || c.line FROM call c JOIN file g ON g.id = c.file_id WHERE c.id = p.app_call_id), '')
			|| ' lacks what catches the errors of its ' || p.statements || ' such statements in ' || p.files || ' files.', '') AS more,
	p.witness_id AS witness
FROM placed p JOIN function f ON f.id = p.function_id
WHERE p.position = 1
