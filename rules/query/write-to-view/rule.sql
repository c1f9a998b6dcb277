-- title: A statement writes through a view that cannot be written
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}"{detail}.{condition}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- A view can be written when its query reads one table without grouping, DISTINCT, LIMIT, set operations or WITH, or when it has an INSTEAD OF
-- trigger. PostgreSQL refuses other writes with SQLSTATE 55000 whenever the statement is sent.
--
-- ## Fix
-- Write to the table, or give the view an INSTEAD OF trigger.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.detail <> '', ' (' || p.detail || ')', '') AS detail,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'write-to-view' AND p.certain AND p.complete
