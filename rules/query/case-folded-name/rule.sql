-- title: The code reads a key that PostgreSQL folded to lower case
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{key}" is read from the row, and is never there: the statement at line {statement_line} gives "{name}", because a name without quotes is folded to lower case.{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- `SELECT count(*) AS userCount` gives a column named "usercount": PostgreSQL folds every name that is not quoted. The driver hands rows over under
-- the names the server gives, so `row.userCount` is undefined, whatever the statement finds. Nothing fails: the page shows nothing, or NaN.
--
-- ## Fix
-- Quote the name in the statement, `AS "userCount"`, or read it in lower case.
WITH read(type, origin, file_id, line, function_id) AS (
	SELECT a.type, a.origin, c.file_id, c.line, c.function_id FROM argument a JOIN call c ON c.id = a.call_id WHERE a.origin IS NOT NULL AND a.kind = 'member'
	UNION
	SELECT c.receiver_type, c.receiver_origin, c.file_id, c.line, c.function_id FROM call c WHERE c.receiver_origin IS NOT NULL
	UNION
	SELECT b.type, b.origin, b.file_id, b.line, b.function_id FROM binding b WHERE b.origin IS NOT NULL AND b.kind = 'member'
	UNION
	SELECT r.type, r.origin, r.file_id, r.line, r.function_id FROM return r WHERE r.origin IS NOT NULL AND r.kind = 'member'
	UNION
	SELECT p.type, p.origin, c.file_id, p.line, c.function_id FROM property p JOIN argument a ON a.entity = 'object' AND a.entity_id = p.object_id
	JOIN call c ON c.id = a.call_id WHERE p.origin IS NOT NULL AND p.kind = 'member'
	UNION
	SELECT p.type, p.origin, r.file_id, p.line, r.function_id FROM property p JOIN return r ON r.entity = 'object' AND r.entity_id = p.object_id
	WHERE p.origin IS NOT NULL AND p.kind = 'member'
), keyed AS MATERIALIZED (
	SELECT *, substr(type, length(rtrim(type, replace(type, '.', ''))) + 1) AS key, rtrim(type, replace(type, '.', '')) AS row FROM read
), folded AS MATERIALIZED (
	SELECT * FROM keyed WHERE key <> lower(key) AND row IN (SELECT path || iif(shape = 'rows', '[].', '.') FROM value_shape WHERE shape IN ('rows', 'row'))
)
SELECT f.file_id, f.line, f.key AS subject, fn.name AS scope, f.key, o.name, s.line AS statement_line,
	CASE WHEN way.routes IS NULL THEN '' ELSE ' ' || way.route || ' sends the statement.' END AS reach, way.witness_id AS witness
FROM folded f
JOIN statement s ON s.origin = 'text' AND s.complete AND s.checked AND s.id = (SELECT min(t.id) FROM statement t WHERE t.sink_call_id = f.origin OR t.call_id = f.origin)
	AND (SELECT count(*) FROM statement t WHERE t.sink_call_id = f.origin OR t.call_id = f.origin) = 1
JOIN statement_output o ON o.statement_id = s.id AND o.name = lower(f.key)
JOIN function fn ON fn.id = f.function_id
JOIN statement_way way ON way.statement_id = s.id
WHERE NOT EXISTS (SELECT 1 FROM statement_output q WHERE q.statement_id = s.id AND (q.name IS NULL OR q.name = f.key))
