-- title: A placeholder of another driver's style
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what}: {driver} {reads}.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- Every driver has placeholders of its own: `$1` (node-postgres, asyncpg, pgx), `%s` and `%(name)s` (psycopg), `:name` (SQLAlchemy's text()), `?` (knex). A text carried
-- over from another one, or from MySQL or SQLite, reaches the server unchanged and is refused there (42601, 42P02); so is `{id}` in a string that was meant to be an f-string or
-- a template. psycopg also refuses a text that has `%s` and `%(name)s` at once. Measured with the drivers: tests/live/drivers.sh.
--
-- ## Fix
-- Write the placeholder as this driver reads it, and give it its value.
SELECT h.file_id, h.line, h.column, h.kind || ' ' || h.text AS subject, h.object, h.scope,
	iif(h.kind = 'mixed', 'With "' || h.text || '" the text has placeholders by name and by place', 'The placeholder "' || h.text || '" is sent to the server as it is') AS what,
	iif(h.driver = 'database/sql', 'the driver', h.driver) AS driver,
	CASE WHEN h.kind = 'mixed' THEN 'takes values by name or by place, not both'
		WHEN s.placeholders = 'dollar' THEN 'reads $1, $2' WHEN s.placeholders = 'named' THEN 'reads :name' WHEN s.placeholders IN ('pyformat', 'rows') THEN 'reads %s and %(name)s'
		WHEN s.placeholders = 'question' THEN 'reads ?' WHEN s.placeholders = 'none' AND h.text LIKE '\%%' ESCAPE '\' THEN 'looks for placeholders only where values are given'
		WHEN s.placeholders = 'at' THEN 'reads $1 and @name' WHEN s.placeholders = 'tagged' THEN 'binds what is put into the template with ${…}' ELSE 'does not read it' END AS reads,
	h.reach, h.witness
FROM placeholder_way h
	JOIN statement c ON c.id = h.statement_id
	JOIN statement_site s ON s.call_id = c.sink_call_id
WHERE h.kind IN ('foreign', 'mixed') AND h.complete
GROUP BY h.statement_id, h.file_id, h.line, h.column
