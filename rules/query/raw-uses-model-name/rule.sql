-- title: SQL that uses the name of a model
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{written}" is what the program's model calls this {kind}; in the database it is "{name}"{quotes}: PostgreSQL answers "{server_message}".{condition}{reach}
-- needs: schema, statements
-- since: 0.2.0
-- tags: alignment, sql, orm
--
-- ## Why
-- A model maps names: attribute `userId` to column `user_id` (`@map`, `field`, `Column("user_id")`, `db_column`), class `User` to table `users`. The library translates; SQL written by hand goes to the
-- server as it is, and there only the database's own names exist.
--
-- ## Fix
-- Write the name the database has.
SELECT p.file_id, p.line, p.column, p.object AS subject, n.table_name || iif(n.kind = 'column', '.' || n.name, '') AS object, p.scope,
	iif(p.in_all AND NOT gap.any, 'error', 'warning') AS level, iif(gap.any, 'medium', NULL) AS confidence,
	n.written, n.kind, n.name, iif(lower(n.name) <> n.name, ', in quotes because of its capital letters', '') AS quotes, p.message AS server_message,
	p.condition, p.reach, p.witness
FROM model_name_problem n
	JOIN source_problem p ON p.id = n.id
	CROSS JOIN schema_gap gap
WHERE p.in_all OR p.complete
GROUP BY p.id
