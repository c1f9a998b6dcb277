-- title: The database demands a column that an INSERT leaves out
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The INSERT gives no value for column "{object}", which is NOT NULL and has no default in {origin}{declared}.{condition}{reach}
-- needs: schema, statements, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The database is ahead of the code: a column was added, or made NOT NULL, that this version does not know. Parse accepts the statement and every row of it
-- is refused with SQLSTATE 23502. It is what a rolling deploy meets whose migration runs before the old instances are gone, and what a rollback meets.
--
-- ## Fix
-- Give the column a default in the database until no version of the code leaves it out.
SELECT p.file_id, p.line, p.column, p.object AS subject, p.object AS object, p.scope, o.path AS origin,
	iif(p.in_all, 'error', 'warning') AS level,
	CASE (SELECT d.aspect FROM schema_difference d WHERE d.object = 'column' AND p.object = d.table_name || '.' || d.name ORDER BY d.aspect = 'undeclared' DESC LIMIT 1)
		WHEN 'undeclared' THEN ', where no migration of this tree adds it' WHEN 'not null' THEN ', and may be NULL by what is declared' ELSE '' END AS declared,
	p.condition, p.reach, p.witness
FROM drift_problem p JOIN declared_source o ON o.kind IN ('live', 'snapshot')
WHERE p.code = 'insert-missing-required' AND p.certain AND p.complete
