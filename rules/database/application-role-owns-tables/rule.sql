-- title: The application connects as the owner of its tables
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Role "{role}", as which {sessions} open, owns {tables} of the application's tables: what it sends may alter and drop them, too.
-- needs: live, roles
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- A statement put together from a request does no more than its role may. The owner of a table may drop it, switch off its triggers and constraints, and give rights on it to others; a role that was
-- granted SELECT, INSERT, UPDATE and DELETE may not. Whether row security holds for it is another rule's matter (`database/row-security-bypassed`), as are superusers.
--
-- ## Fix
-- Migrations run as one role, which owns the tables; the program connects as another, with `GRANT` and `ALTER DEFAULT PRIVILEGES` for what it needs.
SELECT NULL AS file_id, NULL AS line, r.name AS subject, 'role ' || r.name AS object, r.name AS role, r.own_sessions || iif(r.own_sessions = 1, ' session is', ' sessions are') AS sessions,
	r.owned AS tables
FROM application_role r
WHERE r.own_sessions > 0 AND r.owned > 0 AND NOT r.superuser
