-- title: A column is neither grouped nor aggregated
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
-- PostgreSQL refuses the statement with SQLSTATE 42803 whenever it is sent: with GROUP BY or an aggregate, every other column of the select list, of
-- HAVING and of ORDER BY has to be grouped by. Columns of a table whose primary key is grouped by follow from it and need not be listed. The same
-- SQLSTATE answers an aggregate in WHERE.
--
-- ## Fix
-- Add the column to GROUP BY, or take an aggregate of it. A condition on an aggregate belongs into HAVING.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'group-by' AND p.certain AND p.complete
