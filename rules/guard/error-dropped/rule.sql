-- title: The error of a statement is dropped
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {what}{reach}
-- needs: statements
-- since: 0.2.0
-- tags: errors, go
--
-- ## Why
-- Go tells of a failed statement by its last result and in no other way. Where nobody looks at it, a variable that was to be filled keeps its zero
-- value and is taken for an answer: a user "does not exist", a title "is not taken", a counter is 0, because the database was not there.
-- Rows of a failed query are nil, and the first Next of them panics. A write that was refused is not missed by anyone.
--
-- An error that is overwritten by that of the next statement before it was tested is as lost; it is told where both stand in one block.
-- An error given to _ on purpose is a note: somebody decided so. Only calls whose statement is known are told.
--
-- ## Fix
-- Return the error, or answer for it where it happens; of a single row test for sql.ErrNoRows and nothing else.
WITH dropped(statement_id, call_id, how, purpose) AS (
	SELECT s.id, c.id, 'scan', c.use = 'dropped'
	FROM result_scan r
		JOIN call c ON c.id = r.call_id AND (c.settled = 'discard' OR c.use = 'dropped')
		JOIN statement s ON s.call_id = coalesce(c.receiver_call_id, c.receiver_origin)
	UNION ALL
	SELECT s.id, c.id, iif(s.writes, 'write', 'read'), c.use = 'dropped'
	FROM statement s
		JOIN call c ON c.id = s.call_id AND (c.settled = 'discard' AND s.writes OR c.use = 'dropped')
	UNION ALL
	SELECT s.id, c.id, 'unread', 0
	FROM error_unread u
		JOIN call c ON c.id = u.call_id
		JOIN statement s ON s.call_id IN (c.id, coalesce(c.receiver_call_id, c.receiver_origin))
)
SELECT c.file_id, c.line, f.name || ' ' || d.how AS subject, f.name AS scope,
	iif(d.purpose AND d.how <> 'read', 'note', 'warning') AS level,
	CASE d.how WHEN 'scan' THEN 'The error of this query is not looked at: when it fails, what is scanned keeps its zero value and "' || f.name || '" takes that for an answer.'
		WHEN 'unread' THEN 'The error of this ' || upper(s.kind) || ' is put into a variable that gets another value in line ' || (SELECT u.line FROM error_unread u WHERE u.call_id = d.call_id)
			|| ', and nobody looks at it before.'
		WHEN 'write' THEN 'The error of this ' || upper(s.kind) || ' is not looked at: nobody learns when it is refused.'
		ELSE 'The error of this query is not looked at: when it fails, "' || f.name || '" goes on with nothing in its hands.' END AS what,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM dropped d
	JOIN call c ON c.id = d.call_id
	JOIN file file ON file.id = c.file_id AND file.language = 'go' AND file.role = 'source'
	JOIN (SELECT i.id, coalesce(nullif(i.name, ''), o.name) AS name FROM function i LEFT JOIN function o ON o.id = i.parent_id) f ON f.id = c.function_id
	JOIN statement s ON s.id = d.statement_id
	JOIN statement_way way ON way.statement_id = d.statement_id
