-- title: A statement compares or combines values of types that do not go together
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{detail}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42883 whenever it is sent: it has no such operator for these two types, and casts none of them on
-- its own. The usual stories: a number compared with a text column, `->>` (which gives text) compared with a number, `LIKE` on an enum or an integer.
--
-- Quoted literals and parameters take the type of the other side and are no mismatch.
--
-- ## Fix
-- Compare with a literal of the column's type, or cast: `(settings->>'limit')::int = 5`, `status::text LIKE 'n%'`.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'operator-not-found' AND p.certain AND p.complete
