-- title: The application connects as a role that may do anything
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: {sessions} of role "{role}" {are} open, and it {right}.
-- needs: live, roles
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- One statement put together from a request reads, changes and drops everything the role may: as superuser files of the server and its programs, too. Row security and
-- privileges do not hold for a superuser, so what they should protect is not protected.
--
-- A session is taken for the application's when its application_name is not a known tool's (psql, pgAdmin, pg_dump, monitoring …). Where the role of a service of yours is reported that needs it, such as a backup,
-- give it a name of its own.
--
-- ## Fix
-- Connect as a role that owns nothing and has the rights on tables the program needs; migrations run as another one, which owns them.
SELECT NULL AS file_id, NULL AS line, r.name AS subject, 'role ' || r.name AS object, r.name AS role,
	r.own_sessions || iif(r.own_sessions = 1, ' session', ' sessions') AS sessions, iif(r.own_sessions = 1, 'is', 'are') AS are,
	CASE WHEN r.superuser THEN 'is superuser: no privilege and no row security holds for it'
		WHEN r.bypass_rls THEN 'has BYPASSRLS: no policy holds for it, and tables have some'
		ELSE 'may make roles' || iif(r.create_db, ' and databases', '') || ' (CREATEROLE)' END AS right
FROM application_role r
WHERE r.own_sessions > 0 AND (r.superuser OR r.create_role OR r.bypass_rls AND EXISTS (SELECT 1 FROM effective_policy))
