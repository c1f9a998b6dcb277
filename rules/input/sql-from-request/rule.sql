-- title: Part of a request becomes part of a statement's text
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {name} of the request's {part} is put into the text of this statement as it is: whoever sends the request writes SQL.{reach}
-- needs: statements
-- since: 0.1.0
-- tags: security, sql
--
-- ## Why
-- A value bound as a parameter is only ever a value. A value that is spliced into the text is read as SQL: a sort order of `(SELECT password FROM users
-- LIMIT 1)` or a filter of `'; DROP TABLE calls; --` is then part of the statement.
--
-- Reported where the value is known to come from the path, the query string, the body, a header or a cookie, and passes neither a list of allowed
-- values, nor a conversion to a number, nor a quoting function on its way.
--
-- ## Fix
-- Bind values as parameters. Choose names of columns and directions of sorting from a list in the code: `SORTABLE[req.query.sort] ?? 'created_at'`.
SELECT h.file_id, h.line, coalesce(h.name, h.origin) AS subject, way.route AS object, coalesce(nullif(f.name, ''), way.route) AS scope,
	iif(regexp('^[A-Za-z_][A-Za-z0-9_.-]*$', h.name), '"' || h.name || '"', 'Something') AS name,
	CASE h.origin WHEN 'query' THEN 'query string' WHEN 'header' THEN 'headers' WHEN 'cookie' THEN 'cookies' ELSE h.origin END AS part,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM statement_hole h
	JOIN statement s ON s.id = h.statement_id
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN function f ON f.id = s.function_id
	JOIN statement_way way ON way.statement_id = s.id
WHERE h.origin IN ('path', 'query', 'body', 'header', 'cookie') AND NOT h.guarded
