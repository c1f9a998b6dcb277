-- title: ON CONFLICT names columns no unique index covers
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: No unique index or constraint of "{table_name}" covers exactly the columns of ON CONFLICT: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42P10 each time it runs; preparing it does not show it. ON CONFLICT (a, b) needs a unique index or
-- constraint over just these columns, in any order. One over fewer or more columns does not do, and a partial one only with its condition repeated.
--
-- ## Fix
-- Add the unique constraint in a migration, or name the columns of one that exists.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.object AS table_name, p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'on-conflict-without-unique' AND p.certain AND p.complete
