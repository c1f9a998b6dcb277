-- title: An id that is none answers 500
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {route}{more} binds "{name}" of the {part} to column "{column_name}" of type {type} as it comes: for a value like {sample} {answer}.{effect}
-- needs: routes, schema, statements
-- since: 0.2.0
-- tags: input, errors
--
-- ## Why
-- A column of type uuid, integer or date takes no other text: PostgreSQL refuses the statement with 22P02 (or 22003, 22007), and what was the client's mistake is
-- told as the server's. Crawlers, stale links and typing errors then raise alarms, and where an error ends the process anybody can end it by typing a URL.
--
-- Reported where a parameter of the path, or of the query string, reaches such a column, and neither the path's own pattern, nor a declared type or schema, nor a test or
-- conversion seen on the route looks at it, and no catch answers for it with anything but a 5xx status. A number made by `Number()` or `parseInt()` that nobody tests
-- is NaN for such a value, which no such column takes either. One finding per file, parameter and type.
--
-- ## Fix
-- Test it once per router (`router.param('id', …)`, a schema for `params`, `ParseUUIDPipe`, `id: UUID`, `<int:id>`, `uuid.Parse`) and answer 400 or 404.
WITH typed AS (
	SELECT p.statement_id, p.number, p.name, p.origin, p.narrowed, p.table_name, p.column_name, coalesce(p.type, c.type) AS type
	FROM statement_parameter p
		LEFT JOIN effective_column c ON p.type IS NULL AND c.table_name = p.table_name AND c.name = p.column_name
	WHERE p.origin IN ('path', 'query') AND p.name IS NOT NULL AND p.column_name IS NOT NULL AND p.use = 'where'
		AND NOT regexp('typed|listed|compared|handed', coalesce(p.narrowed, ''))
		AND NOT (regexp('number', coalesce(p.narrowed, '')) AND regexp('present', p.narrowed))
	GROUP BY p.statement_id, p.number
), refused AS (
	SELECT *, CASE WHEN type = 'uuid' THEN 'uuid' WHEN type IN ('smallint', 'integer', 'bigint') THEN 'number' ELSE 'date' END AS form
	FROM typed WHERE type IN ('uuid', 'smallint', 'integer', 'bigint', 'date') OR type LIKE 'timestamp %'
), found AS (
	SELECT t.*, q.route_id, q.witness_id, q.guarded, q.depth, r.method, r.path, r.file_id AS route_file, s.file_id, s.function_id, s.line, s.column, s.driver,
		row_number() OVER (PARTITION BY q.route_id, t.origin, t.name ORDER BY q.depth, s.file_id, s.line) AS turn
	FROM refused t
		JOIN statement s ON s.id = t.statement_id AND s.checked
		JOIN file h ON h.id = s.file_id AND h.role = 'source'
		JOIN route_statement q ON q.statement_id = s.id AND q.certain AND NOT q.detached
		JOIN route r ON r.id = q.route_id AND r.method <> 'WS'
		LEFT JOIN route_parameter m ON m.route_id = r.id AND m.name = t.name
	WHERE (t.origin = 'query' OR m.route_id IS NOT NULL AND (m.pattern IS NULL OR m.pattern IN ('str', 'string', 'path', 'slug')))
		AND NOT EXISTS (SELECT 1 FROM request_check k JOIN reach y ON y.function_id = k.function_id AND y.route_id = r.id
			WHERE k.part = t.origin AND coalesce(k.name, t.name) = t.name)
		AND NOT EXISTS (SELECT 1 FROM request_check k WHERE k.registration_id = r.registration_id AND k.part = t.origin AND coalesce(k.name, t.name) = t.name)
), seen AS (                            -- answered: somebody answers for the error of this statement with another status than 5xx, or says nothing of it
	SELECT f.*, EXISTS (SELECT 1 FROM answered_statement a WHERE a.route_id = f.route_id AND a.statement_id = f.statement_id) AS answered
	FROM found f
), first AS (                           -- of each parameter of a route the statement that is refused first
	SELECT f.*, min(printf('%d %04d %s', f.method <> 'GET', f.depth, f.path)) AS nearest, count(DISTINCT f.route_id) AS routes
	FROM seen f
	WHERE f.turn = 1 AND NOT f.answered
		AND NOT EXISTS (SELECT 1 FROM seen o WHERE o.answered AND o.route_id = f.route_id AND o.origin = f.origin AND o.name = f.name AND (o.function_id <> f.function_id OR o.line < f.line))
		-- the same value is compared with a text before: where that finds nothing this is not asked
		AND NOT EXISTS (SELECT 1 FROM statement_parameter o JOIN statement s ON s.id = o.statement_id JOIN route_statement q ON q.statement_id = s.id AND q.route_id = f.route_id
			WHERE o.origin = f.origin AND o.name = f.name AND o.type IN ('text', 'character varying') AND (s.function_id <> f.function_id OR s.line < f.line))
	GROUP BY f.route_file, f.origin, f.name, f.type
)
SELECT f.file_id, f.line, f.column, f.method || ' ' || f.path || ' ' || f.name AS subject, f.method || ' ' || f.path AS object, f.method || ' ' || f.path AS scope,
	f.method || ' ' || f.path AS route, iif(f.routes > 1, ' (and ' || (f.routes - 1) || ' more of its file)', '') AS more,
	f.name, iif(f.origin = 'path', 'path', 'query string') AS part, f.column_name, f.type,
	CASE f.form WHEN 'date' THEN '"x"' ELSE '"undefined"' END AS sample,
	CASE WHEN f.driver IN ('asyncpg', 'databases') THEN 'the driver raises DataError and sends nothing'
		WHEN f.driver = 'prisma' THEN 'Prisma throws' WHEN f.driver = 'django' THEN 'Django raises and sends nothing'
		WHEN regexp('number', coalesce(f.narrowed, '')) THEN 'it is NaN, and PostgreSQL refuses the statement (22P02)'
		ELSE 'PostgreSQL refuses the statement (' || iif(f.form = 'date', '22007', '22P02') || ')' END AS answer,
	CASE WHEN f.guarded THEN ' The answer is a 5xx.' WHEN e.verdict = 'crash' THEN ' Nobody catches it: the process ends.' WHEN e.verdict = 'hang' THEN ' Nobody catches it: the request hangs.'
		ELSE ' The answer is a 500.' END AS effect,
	f.witness_id AS witness
FROM first f
	LEFT JOIN error_effect e ON e.route_id = f.route_id
WHERE NOT EXISTS (SELECT 1 FROM tested_state t WHERE t.value IN ('22P02', '22003', '22007', 'P2023', 'CastError')
	AND (NOT t.reached OR EXISTS (SELECT 1 FROM reach y WHERE y.route_id = f.route_id AND y.function_id = t.function_id)))
