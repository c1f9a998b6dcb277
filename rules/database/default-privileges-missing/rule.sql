-- title: The next table will not be readable to a role that reads all others
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Role "{role}" was granted {privileges} on {granted} of the {tables} tables "{owner}" owns in schema "{schema}", and no default privilege gives it rights on the next one.
-- needs: live, roles, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- `GRANT … ON ALL TABLES` is about the tables there are. The table of the next migration has no rights for the role, and the first request that comes to it fails with "permission denied", in
-- production alone where tests run as the owner.
--
-- Reported where a role was granted rights on at least three tables, and on at least nine tenths of those of one owner in a schema.
--
-- ## Fix
-- `ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA … GRANT … ON TABLES TO role`.
SELECT NULL AS file_id, NULL AS line, g.schema || ' ' || g.owner || ' ' || g.role AS subject, 'schema ' || g.schema AS object, g.role, g.privileges, g.granted, a.tables, g.owner, g.schema
FROM (SELECT p.schema, t.owner, p.role, count(*) AS granted, max(p.privileges) AS privileges FROM live_privilege p
		JOIN live_table_state t ON t.schema = p.schema AND t.name = p.name AND t.kind IN ('table', 'partitioned') WHERE p.role <> 'PUBLIC' GROUP BY p.schema, t.owner, p.role) g
	JOIN (SELECT schema, owner, count(*) AS tables FROM live_table_state WHERE kind IN ('table', 'partitioned') GROUP BY schema, owner) a ON a.schema = g.schema AND a.owner = g.owner
WHERE g.granted >= 3 AND g.granted * 10 >= a.tables * 9
	AND NOT EXISTS (SELECT 1 FROM live_default_privilege d WHERE d.owner = g.owner AND d.role IN (g.role, 'PUBLIC') AND (d.schema IS NULL OR d.schema = g.schema))
