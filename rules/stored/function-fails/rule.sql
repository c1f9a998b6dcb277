-- title: A function in the database fails when it is called
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: The {title} fails{condition}: PostgreSQL answers "{server_message}".{detail}{hint}{use}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL looks into the body of a plpgsql function when it runs, not when it is created: a column that does not exist, a name that is both a variable and a
-- column, a query whose types are not those the function declares are first seen by whoever calls it, and a trigger function fails the statement that fires it.
-- Bodies in LANGUAGE sql are checked when they are created, but not again when the schema changes.
--
-- The last definition of each function is bound against the schema as it is at the end of the migrations, with its parameters, variables and records, and NEW and OLD
-- as rows of each table it is a trigger of. It is an error where every call comes to the place, a warning where it stands in a branch or loop, where a handler catches
-- the error, and where no trigger uses the function. Texts put together for EXECUTE are not judged.
--
-- ## Fix
-- Correct the function with CREATE OR REPLACE FUNCTION in a new migration.
SELECT s.file_id, s.line, s.function_name || ' ' || coalesce(nullif(s.object, ''), s.message) AS subject, s.function_name AS object, s.level, s.confidence,
	s.title, s.condition, s.message AS server_message, iif(s.detail = '', '', ' (' || rtrim(s.detail, '.') || ')') AS detail, s.hint, s.use
FROM stored_fault s
WHERE s.history = ''
