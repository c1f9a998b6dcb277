-- title: A statement names a type that does not exist
-- severity: error
-- confidence: high
-- profile: safety
-- status: preview
-- message: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42704 whenever it is sent. The type is misspelt, belongs to another database, or was renamed or
-- dropped by a migration. Types of extensions that are not known here are not judged.
--
-- ## Fix
-- Use a type that exists, or create it in a migration.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'unknown-type' AND p.certain AND p.complete
