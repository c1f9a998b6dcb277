-- title: A role's search path names a schema that is not there
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: The search path of {whose} names schema "{schema}", which is not in the database: what should be found in it is looked for in the schemas after it.
-- needs: live, roles, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- PostgreSQL passes over a schema that does not exist without a word. Tables are then read from, and made in, another one than was meant; and whoever may create schemas can put one there whose tables come
-- before the right ones.
--
-- `"$user"` is meant to be missing, and PostgreSQL's own schemas are left out.
--
-- ## Fix
-- `ALTER ROLE … SET search_path` to schemas there are.
WITH RECURSIVE path AS (
	SELECT s.role, s.database, '' AS schema, s.value || ',' AS rest FROM live_role_setting s WHERE s.name = 'search_path'
	UNION ALL
	SELECT role, database, trim(trim(substr(rest, 1, instr(rest, ',') - 1)), '"'), substr(rest, instr(rest, ',') + 1) FROM path WHERE rest <> ''
)
SELECT NULL AS file_id, NULL AS line, coalesce(p.role, p.database, '') || ' ' || p.schema AS subject, 'schema ' || p.schema AS object, p.schema,
	CASE WHEN p.role IS NOT NULL THEN 'role "' || p.role || '"' ELSE 'database "' || p.database || '"' END AS whose
FROM path p
WHERE p.schema <> '' AND p.schema <> '$user' AND p.schema NOT LIKE 'pg\_%' ESCAPE '\' AND p.schema <> 'information_schema'
	AND NOT EXISTS (SELECT 1 FROM effective_schema e WHERE e.name = p.schema)
	AND NOT EXISTS (SELECT 1 FROM live_extension x WHERE x.schema = p.schema)
