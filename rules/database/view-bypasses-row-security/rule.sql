-- title: A view shows rows that a policy hides
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: preview
-- message: View "{view_name}" reads table "{table_name}", which has row security, with the rights of its owner "{owner}", {why}: whoever may read the view sees all rows.{reach}
-- needs: live, statistics, roles
-- since: 0.1.0
-- tags: database, live, security
--
-- ## Why
-- A view reads its tables as its owner. Policies do not hold for a superuser, for a role with BYPASSRLS, and for the tables' owner unless row security is forced; so a view made by one of them gives
-- every row to everybody it is granted to. Reported where it is granted to somebody.
--
-- ## Fix
-- `ALTER VIEW … SET (security_invoker = true)` (PostgreSQL 15 and later), or an owner the policies hold for.
SELECT p.file_id, p.line, v.schema || '.' || v.name || ' ' || t.schema || '.' || t.name AS subject, v.schema || '.' || v.name AS object, p.title AS view_name, tp.title AS table_name, v.owner,
	CASE WHEN r.superuser THEN 'a superuser' WHEN r.bypass_rls THEN 'which has BYPASSRLS' ELSE 'which owns the table, too' END AS why, tp.reach, tp.witness
FROM live_table_state v
	JOIN declared_dependency d ON d.kind = 'view' AND d.schema = v.schema AND d.name = v.name
	JOIN live_table_state t ON t.schema = d.on_schema AND t.name = d.on_table
	JOIN effective_table e ON e.schema = t.schema AND e.name = t.name AND e.row_security
	JOIN table_place p ON p.schema = v.schema AND p.name = v.name
	JOIN table_place tp ON tp.schema = t.schema AND tp.name = t.name
	LEFT JOIN live_role r ON r.name = v.owner
WHERE v.kind = 'view' AND NOT v.security_invoker AND (r.superuser OR r.bypass_rls OR t.owner = v.owner AND NOT t.security_forced)
	AND EXISTS (SELECT 1 FROM live_privilege g WHERE g.schema = v.schema AND g.name = v.name)
	AND EXISTS (SELECT 1 FROM effective_policy y WHERE y.table_id = e.id)
GROUP BY v.schema, v.name, t.schema, t.name
