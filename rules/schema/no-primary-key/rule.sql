-- title: A table has no primary key
-- severity: warning
-- confidence: high
-- profile: strict
-- status: preview
-- message: Table "{table_name}" has no primary key: two equal rows cannot be told apart, and logical replication refuses to update or delete them.{reach}
-- needs: schema
-- since: 0.1.0
-- tags: schema
--
-- ## Why
-- Without a key nothing stops a row from being stored twice, an UPDATE or DELETE meant for one row changes both, and a publication refuses UPDATE and
-- DELETE of the table. A key that has to be added later needs the doubles to be found first.
--
-- Silent for partitions, which have their parent's key, for a partitioned table all of whose partitions have one of their own, for a table with a unique constraint or index over NOT NULL columns alone, which
-- tells rows apart as well, and for tables named as passing ones (`staging`, `tmp`, `import`, `backup`). Also silent where the table's columns are not known.
--
-- ## Fix
-- Add a primary key: the columns that identify a row, as the two references of a link table, or a generated `id`.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	CASE WHEN u.routes > 1 THEN ' ' || u.routes || ' routes insert into it, among them ' || u.route || '.' WHEN u.routes = 1 THEN ' ' || u.route || ' inserts into it.' ELSE '' END AS reach,
	u.witness_id AS witness
FROM effective_table t
	LEFT JOIN (SELECT name, schema, max(routes) AS routes, route, witness_id FROM table_change WHERE role = 'insert' GROUP BY schema, name) u ON u.name = t.name AND u.schema = t.schema
WHERE t.kind IN ('table', 'partitioned') AND t.partition_of IS NULL AND NOT t.opaque
	AND NOT EXISTS (SELECT 1 FROM declared_constraint c WHERE c.table_id = t.id AND c.kind = 'primary')
	AND NOT EXISTS (SELECT 1 FROM declared_index i WHERE i.table_id = t.id AND i.is_unique AND NOT i.is_partial AND i.is_valid
		AND NOT EXISTS (SELECT 1 FROM declared_index_column k WHERE k.index_id = i.id AND NOT k.included
			AND NOT EXISTS (SELECT 1 FROM declared_column d WHERE d.table_id = t.id AND d.name = k.name AND d.not_null)))
	AND NOT (t.kind = 'partitioned'
		AND EXISTS (SELECT 1 FROM declared_table p WHERE p.source_id = t.source_id AND p.partition_of = t.schema || '.' || t.name)
		AND NOT EXISTS (SELECT 1 FROM declared_table p WHERE p.source_id = t.source_id AND p.partition_of = t.schema || '.' || t.name
			AND NOT EXISTS (SELECT 1 FROM declared_constraint c WHERE c.table_id = p.id AND c.kind = 'primary')))
	AND NOT regexp('(?i)(^|_)(staging|stage|tmp|temp|import|imports|backup|bak)(_|$)', t.name)
	AND t.name NOT IN (SELECT name FROM tool_table)
