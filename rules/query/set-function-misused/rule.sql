-- title: A function that returns rows where it may not
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- A function that returns a set (generate_series, unnest, jsonb_array_elements) gives rows. In WHERE, HAVING, CASE, COALESCE, an aggregate, LIMIT or
-- UPDATE … SET there is no place for rows, and PostgreSQL refuses the statement with SQLSTATE 0A000 whenever it is sent.
--
-- ## Fix
-- Put the function into FROM, if need be with LATERAL, and refer to its column.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'set-returning' AND p.certain AND p.complete
