-- title: The driver sends a value in a form the column does not take
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The value of ${number} is {form} where {place} {type}: {effect}.{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: sql, binding
--
-- ## Why
-- The statement is right, and so is the value: what is between them is not. How a driver turns a value of the language into one of PostgreSQL depends on the
-- driver, and some forms only fail when the first such value is sent.
--
-- Reported where the value is written out in the source, and what the driver does with it has been measured on the driver.
--
-- ## Fix
-- Pass the value as the driver wants it, or cast the parameter: with `$1::text::date` the value is a text.
SELECT s.file_id, s.line, p.number || ' ' || p.type AS subject, coalesce(nullif(f.name, ''), way.route) AS scope, way.route AS object,
	p.number, CASE p.form WHEN 'array' THEN 'an array' WHEN 'object' THEN 'an object' WHEN 'string' THEN 'a text' ELSE 'a number' END AS form,
	coalesce('column "' || p.column_name || '" of "' || p.table_name || '" is', 'the statement takes') AS place, p.type, v.effect,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM statement_parameter p
	JOIN statement s ON s.id = p.statement_id AND s.variants = 1 AND s.complete
	JOIN driver_value v ON v.driver = s.driver AND v.form = p.form AND v.type = regexp_replace('\(.*\)', p.type, '')
	JOIN function f ON f.id = s.function_id
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN statement_way way ON way.statement_id = s.id
