-- title: A policy lets everybody write every row
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: Policy "{name}" of table "{table_name}" lets {who} {what} every row: its condition is always true.
-- needs: schema
-- since: 0.1.0
-- tags: schema, security
--
-- ## Why
-- A permissive policy with `USING (true)` or `WITH CHECK (true)` for writing takes back what row level security was enabled for. Policies are joined by OR, so that a stricter one beside it restricts nothing.
--
-- A warning where it holds for everybody, a note where it names roles. Silent for policies that only read (a public table is often meant), for roles that are named as a service's, and on tables that also have a
-- RESTRICTIVE policy, which is joined by AND.
--
-- ## Fix
-- Give the condition that was meant, or grant the privilege to the roles that need it, without the policy.
WITH judged AS (
	SELECT p.*, CASE p.command
			WHEN 'insert' THEN iif(regexp('(?i)^\(*\s*(true|1\s*=\s*1)\s*\)*$', p.check_sql), 'insert', NULL)
			WHEN 'delete' THEN iif(regexp('(?i)^\(*\s*(true|1\s*=\s*1)\s*\)*$', p.using_sql), 'delete', NULL)
			ELSE iif(regexp('(?i)^\(*\s*(true|1\s*=\s*1)\s*\)*$', p.using_sql) AND (p.check_sql IS NULL OR regexp('(?i)^\(*\s*(true|1\s*=\s*1)\s*\)*$', p.check_sql)),
				iif(p.command = 'update', 'change', 'read, write and delete'), NULL)
		END AS what
	FROM effective_policy p WHERE p.permissive AND p.command <> 'select'
)
SELECT p.file_id, p.line, p.schema || '.' || p.table_name || '.' || p.name AS subject, p.schema || '.' || p.table_name AS object,
	iif(instr(', ' || p.roles || ',', ', public,'), 'warning', 'note') AS level,
	p.name, p.table_name, p.what, iif(instr(', ' || p.roles || ',', ', public,'), 'everybody', '"' || replace(p.roles, ', ', '", "') || '"') AS who
FROM judged p JOIN declared_table t ON t.id = p.table_id AND t.row_security
WHERE p.what IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM declared_policy r WHERE r.table_id = p.table_id AND NOT r.permissive)
	AND NOT regexp('(?i)(service|admin|owner|postgres|system|worker|backend|migrat)', p.roles)
