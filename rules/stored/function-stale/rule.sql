-- title: A function in the database names what a migration has taken away
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: The {title} fails{condition}: PostgreSQL answers "{server_message}". It was {history}.{hint}{use}
-- needs: schema
-- since: 0.1.0
-- tags: alignment, sql, migrations
--
-- ## Why
-- PostgreSQL keeps the body of a function as text. A migration that drops or renames a table, a column or another function goes through without a word about the
-- functions that name it, and each of them fails from then on whenever it is called, or whenever its trigger fires: the INSERT or UPDATE that fires it fails with it.
-- Views do not have this: there PostgreSQL refuses the migration. Functions in the form `BEGIN ATOMIC … END` are protected like views.
--
-- The last definition of each function is bound against the schema as it is at the end of the migrations. It is an error where every call comes to the place, a
-- warning where it stands in a branch or loop, or where a handler catches the error.
--
-- ## Fix
-- Define the function anew, with CREATE OR REPLACE FUNCTION, in the migration that changes what it names.
SELECT s.file_id, s.line, s.function_name || ' ' || coalesce(nullif(s.object, ''), s.message) AS subject, s.function_name AS object, s.level, s.confidence,
	s.title, s.condition, s.message AS server_message, s.history, s.hint, s.use
FROM stored_fault s
WHERE s.history <> ''
