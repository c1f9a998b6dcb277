-- title: A query for each row of another
-- severity: warning
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} sends {what} once for each row that the query at {over} gives{through}: a hundred rows are a hundred and one round trips. Ask once, with the ids of all rows.
-- needs: routes, statements
-- since: 0.2.0
-- tags: sql, performance
--
-- ## Why
-- Each statement costs a round trip and a connection's time, however fast it is. With ten rows nobody sees it; with a thousand the request takes seconds, and a few of them at once hold every connection of the pool.
--
-- Reported on the way of GET routes, where a loop, a comprehension, or a function handed to `map` or `forEach` runs over the rows of a statement, and what the statement inside is made
-- of comes from the loop's variable. Rows that are one at most, a part of known size (`slice`), and LIMITs of up to five are left out.
--
-- ## Fix
-- One statement for all: `WHERE call_id = ANY($1)` with the ids, a JOIN, a LATERAL subquery, `json_agg`; of an ORM its eager loading (`include`, `selectinload`, `Preload`).
WITH inside AS (
	SELECT l.*, s.kind, s.call_id AS sent_by, o.file_id AS over_file, o.line AS over_line, o.function_id AS over_function, f.name AS fname
	FROM loop_statement l
		JOIN statement s ON s.id = l.statement_id
		JOIN statement o ON o.id = l.over_statement_id
		JOIN file h ON h.id = l.file_id AND h.role = 'source'
		JOIN function f ON f.id = l.function_id
	WHERE l.certain AND s.kind IN ('select', 'insert', 'update', 'delete') AND coalesce(o.cardinality, 'many') = 'many' AND o.kind = 'select'
		AND NOT regexp('(?i)\blimit\s+[1-5]\s*$', coalesce(o.text, ''))
		-- a relationship that is read with its owner
		AND NOT (l.call_id IS NULL AND (EXISTS (SELECT 1 FROM argument a WHERE a.call_id = s.call_id AND a.keyword = 'lazy' AND coalesce(a.value, a.text, '') NOT IN ('select', 'dynamic', 'True', 'true'))
			OR EXISTS (SELECT 1 FROM call c WHERE c.function_id = o.function_id AND c.name IN ('options', 'joinedload', 'selectinload', 'subqueryload', 'contains_eager', 'immediateload'))))
), routed AS (
	SELECT i.*, r.method || ' ' || r.path AS route, q.witness_id, count(DISTINCT r.id) AS routes, min(printf('%04d %s', q.depth, r.path)) AS nearest
	FROM inside i
		JOIN reach y ON y.function_id = i.function_id AND y.certain AND NOT y.detached
		JOIN route r ON r.id = y.route_id AND r.method IN ('GET', 'HEAD')
		JOIN route_statement q ON q.route_id = r.id AND q.statement_id = i.over_statement_id AND q.certain
	WHERE i.call_id IS NULL OR EXISTS (SELECT 1 FROM route_statement v WHERE v.route_id = r.id AND v.statement_id = i.statement_id AND v.certain)
	GROUP BY i.file_id, i.line, i.column, i.statement_id
)
SELECT w.file_id, w.line, w.column, coalesce(nullif(w.fname, ''), w.route) || ' ' || w.kind AS subject, w.route AS object, coalesce(nullif(w.fname, ''), w.route) AS scope, w.route,
	CASE WHEN w.call_id IS NULL THEN 'a SELECT, by reading the attribute of a relationship,' WHEN w.kind = 'select' THEN 'a SELECT' WHEN w.kind = 'insert' THEN 'an INSERT'
		WHEN w.kind = 'update' THEN 'an UPDATE' ELSE 'a DELETE' END AS what,
	CASE WHEN w.over_file = w.file_id THEN 'line ' || w.over_line ELSE (SELECT path FROM file WHERE id = w.over_file) || ':' || w.over_line END AS over,
	iif(w.depth = 0, '', ', through ' || (SELECT name FROM call WHERE id = w.call_id) || '()') AS through, w.witness_id AS witness
FROM routed w
GROUP BY w.file_id, w.line
