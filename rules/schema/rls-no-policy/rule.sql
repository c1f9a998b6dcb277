-- title: Row level security is on, and no policy lets anybody in
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: Row level security is enabled for table "{table_name}", and no policy says who sees what: for every role but its owner and those that bypass it, the table is empty.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: schema, security
--
-- ## Why
-- Without a policy row level security denies everything, and says nothing: SELECT answers no rows, UPDATE and DELETE change none, INSERT is refused. On a table that only a service role uses, that is
-- meant. On others it is the first half of a migration whose second half is missing.
--
-- Silent where part of the declared schema could not be followed: policies may be made there.
--
-- ## Fix
-- Create the policies in the migration that enables row level security.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes write to it, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' writes to it.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM effective_table t
	JOIN (SELECT min(complete) AS complete FROM declared_source WHERE used) s ON s.complete
	CROSS JOIN schema_gap gap
	LEFT JOIN (SELECT schema, name, max(routes) AS routes, route, witness_id FROM table_change GROUP BY schema, name) u ON u.schema = t.schema AND u.name = t.name
WHERE t.row_security AND t.partition_of IS NULL AND NOT gap.any
	AND NOT EXISTS (SELECT 1 FROM declared_policy p WHERE p.table_id = t.id)
