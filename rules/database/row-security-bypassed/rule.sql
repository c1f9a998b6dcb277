-- title: Row security does not hold for the role the application connects as
-- severity: error
-- confidence: medium
-- profile: safety
-- status: preview
-- message: Table "{table_name}" has row security, and role "{role}", as which {sessions} open, owns it: its policies do not hold for these.{reach}
-- needs: live, roles, statistics
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- Policies do not hold for a table's owner unless `FORCE ROW LEVEL SECURITY` is set. A program that connects as the role that ran its migrations sees and changes all rows, whatever the policies
-- say, and no test with that role shows it. A warning where policies are the only thing known; an error where the code sets what a policy asks for, and so relies on it.
--
-- ## Fix
-- `ALTER TABLE … FORCE ROW LEVEL SECURITY`, or connect as another role than the owner.
SELECT p.file_id, p.line, s.schema || '.' || s.name || ' ' || r.name AS subject, s.schema || '.' || s.name AS object, p.title AS table_name, r.name AS role,
	iif(EXISTS (SELECT 1 FROM effective_policy y JOIN statement_variant v ON regexp('(?i)\bset_config\s*\(|\bset\s+(local\s+|session\s+)?[a-z_]+\.[a-z_]+', v.text)
		WHERE y.table_id = p.table_id AND regexp('(?i)current_setting', coalesce(y.using_sql, '') || coalesce(y.check_sql, ''))), 'error', 'warning') AS level,
	r.own_sessions || iif(r.own_sessions = 1, ' session is', ' sessions are') AS sessions, p.reach, p.witness
FROM live_table_state s
	JOIN table_place p ON p.schema = s.schema AND p.name = s.name
	JOIN effective_table t ON t.id = p.table_id AND t.row_security
	JOIN application_role r ON r.name = s.owner AND r.own_sessions > 0 AND NOT r.superuser AND NOT r.bypass_rls
WHERE NOT s.security_forced AND EXISTS (SELECT 1 FROM effective_policy y WHERE y.table_id = p.table_id)
