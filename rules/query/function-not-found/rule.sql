-- title: A statement calls a function that does not exist
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{detail}{hint}{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- PostgreSQL refuses the statement with SQLSTATE 42883 whenever it is sent: no function of that name takes arguments of these types. The name is
-- misspelt, the function belongs to another database or to a newer version, an argument is missing, or a column changed its type.
--
-- Functions the migrations create and those of PostgreSQL 15 and its common extensions are known. Nothing is said where an extension that is not
-- known here may bring the function, or where the type of an argument is not known.
--
-- ## Fix
-- Call a function that exists, or cast the argument to the type it takes. When an extension brings the function, create the extension in a migration.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
	iif(p.nearest <> '', ' The nearest is "' || p.nearest || '".', '') AS hint,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'function-not-found' AND p.certain AND p.complete
