-- title: A constraint is declared and the database does not have it
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: The {kind} of table "{table_name}" that is declared here{definition} is {state} {origin}.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- A key or check that is missing refuses nothing: duplicates and orphans come in silently, and an `ON CONFLICT` on its columns fails. A constraint that
-- is NOT VALID in the database was never checked for the rows that were there.
--
-- Constraints are compared by what they do, not by their names; a unique index does what a unique constraint does.
--
-- ## Fix
-- Look for rows that break it, then add it: NOT VALID first, VALIDATE CONSTRAINT after.
SELECT d.file_id, d.line, d.schema || '.' || d.table_name || '.' || coalesce(d.name, '') AS subject, d.schema || '.' || d.table_name AS object, d.table_name,
	iif(d.certain, NULL, 'medium') AS confidence, o.path AS origin,
	CASE c.kind WHEN 'primary' THEN 'primary key' WHEN 'unique' THEN 'unique key' WHEN 'foreign' THEN 'foreign key' WHEN 'check' THEN 'check' ELSE 'constraint' END AS kind,
	iif(d.aspect = 'missing', 'missing in', 'not validated in') AS state,
	coalesce(iif(c.kind = 'check', ', `' || d.declared || '`,', ' on ' || d.declared), '') AS definition
FROM schema_difference d JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	JOIN file f ON f.id = d.file_id AND f.role NOT IN ('test', 'example')
	LEFT JOIN (SELECT schema, table_name, name, min(kind) AS kind FROM declared_constraint GROUP BY schema, table_name, name) c
		ON c.schema = d.schema AND c.table_name = d.table_name AND c.name = d.name
WHERE d.object = 'constraint' AND d.aspect IN ('missing', 'not valid')
