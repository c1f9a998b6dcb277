-- title: A window or window function that cannot be
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL answers "{server_message}".{condition}{near}{reach}
-- needs: schema, statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- OVER names a window the query has not, one window is made from another in a way it cannot be, or a window function stands where none may: in WHERE, GROUP BY,
-- HAVING, UPDATE … SET. PostgreSQL refuses the statement (SQLSTATE 42704, 42P20, 42809, 0A000) whenever it is sent.
--
-- ## Fix
-- Define the window in the WINDOW clause of the same query. To filter by a window function, compute it in a subquery and filter around it.
SELECT p.file_id, p.line, p.column, iif(p.object = '', p.message, p.object) AS subject, p.scope,
	iif(p.in_all, 'error', 'warning') AS level,
	p.message AS server_message,
	iif(p.nearest = '', '', ' The nearest window is "' || p.nearest || '".') AS near,
	p.condition, p.reach, p.witness
FROM source_problem p
WHERE p.code = 'window' AND p.certain AND p.complete
