-- title: A statement names a type that does not exist
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}"{detail}.{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42704 whenever it is sent. The type is misspelt, belongs to another database, or was renamed or
-- dropped by a migration. Types of extensions that are not known here are not judged; one that a common extension brings which no migration creates is
-- a warning: the extension may have been created by hand, and is then missing from every new database.
--
-- ## Fix
-- Use a type that exists, or create it, or its extension, in a migration.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all AND p.certain, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
	iif(p.nearest <> '' AND p.detail = '', ' The nearest is "' || p.nearest || '".', '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'unknown-type' AND (p.certain OR p.detail <> '') AND p.complete
