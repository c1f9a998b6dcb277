-- title: Rows end early and nobody asks why
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: {what}, and nobody asks `rows.Err()`: {effect}.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: errors, go
--
-- ## Why
-- `rows.Next()` says no when there are no more rows, and when the next one could not be had: the connection was lost, the statement was cancelled, a row could not be
-- calculated. Which of the two it was only `rows.Err()` tells. A list that stops in the middle is sent, stored or counted as a whole one.
--
-- ## Fix
-- `if err := rows.Err(); err != nil { return … }` behind the loop.
WITH read AS (	-- rows that one function asks for and reads, and no other gets
	SELECT b.call_id, c.file_id, c.function_id, min(n.line) AS line, max(r.kind IS 'loop') AS in_loop
	FROM borrowed b
		JOIN call c ON c.id = b.call_id
		JOIN call n ON n.receiver_origin = b.call_id AND n.name = 'Next' AND n.function_id = c.function_id
		LEFT JOIN region r ON r.id = n.region_id
		JOIN file ON file.id = c.file_id AND file.role = 'source' AND file.language = 'go'
	WHERE b.kind = 'rows'
		AND NOT EXISTS (SELECT 1 FROM call e WHERE e.receiver_origin = b.call_id AND e.name = 'Err')
		AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.origin = b.call_id AND a.entity IS NOT 'function' AND a.kind = 'name')
		AND NOT EXISTS (SELECT 1 FROM property p WHERE p.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM binding x WHERE x.origin = b.call_id)
		AND NOT EXISTS (SELECT 1 FROM return x WHERE x.origin = b.call_id AND x.kind = 'name')
	GROUP BY b.call_id
)
SELECT t.file_id, t.line, f.name || ' rows' AS subject, f.name AS scope,
	iif(t.in_loop, 'The loop over these rows ends when one of them cannot be had, too', 'No row is taken for none when it cannot be had, too') AS what,
	iif(t.in_loop, '"' || f.name || '" takes what it has for all of them', '"' || f.name || '" takes a failure for an answer') AS effect,
	CASE count(DISTINCT h.route_id) WHEN 0 THEN '' WHEN 1 THEN ' ' || r.method || ' ' || r.path || ' reads them.'
		ELSE ' ' || count(DISTINCT h.route_id) || ' routes read them, among them ' || r.method || ' ' || r.path || '.' END AS reach
FROM read t
	JOIN (SELECT i.id, coalesce(nullif(i.name, ''), nullif(nullif(o.name, ''), '<module>'), 'the function') AS name FROM function i LEFT JOIN function o ON o.id = i.parent_id) f ON f.id = t.function_id
	LEFT JOIN (reach h JOIN route r ON r.id = h.route_id) ON h.function_id = t.function_id
GROUP BY t.call_id
