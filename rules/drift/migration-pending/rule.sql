-- title: Migrations of this tree were not run on the database
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {pending} of {total} migrations of "{folder}" were not run on {origin}, by its table "{tool_table}": {names}.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The database is behind the code. What the missing migrations would make is reported apart where statements need it.
--
-- What was run is read from the migration tool's own table, where the role may read it (`GRANT SELECT` on it).
--
-- ## Fix
-- Run the migrations before the code that needs them.
SELECT m.file_id, 1 AS line, s.path AS subject, s.path AS folder, count(*) AS pending, h.table_name AS tool_table, o.path AS origin,
	(SELECT count(*) FROM declared_migration a WHERE a.source_id = m.source_id) AS total,
	(SELECT group_concat('"' || version || '"', ', ') FROM (SELECT x.version FROM migration_state x WHERE x.source_id = m.source_id AND x.table_name = m.table_name
		AND x.state = 'pending' ORDER BY x.ordinal LIMIT 3)) || iif(count(*) > 3, ' and ' || (count(*) - 3) || ' more', '') AS names
FROM migration_state m JOIN migration_history h ON h.source_id = m.source_id AND h.table_name = m.table_name
	JOIN declared_source s ON s.id = m.source_id JOIN declared_source o ON o.kind IN ('live', 'snapshot')
WHERE m.state = 'pending'
GROUP BY m.source_id, m.table_name
HAVING m.ordinal = min(m.ordinal)
