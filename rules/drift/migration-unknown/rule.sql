-- title: The database records migrations this tree does not have
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: stable
-- message: {origin} records {unknown} in "{tool_table}" that this tree does not have: {names}.
-- needs: schema, live
-- since: 0.1.0
-- tags: drift, live
--
-- ## Why
-- The database is ahead of the code: a newer version migrated it, or the file was renamed or deleted after it ran. Where the newer schema asks for more than
-- this code gives, `drift/insert-omits-required` and `drift/statement-refused` name the statements.
--
-- ## Fix
-- Deploy the version the database was migrated for, or restore the migration's file.
SELECT k.file_id, iif(k.file_id IS NULL, NULL, 1) AS line, l.table_name || ' ' || min(l.version) AS subject, l.table_name AS object, l.table_name AS tool_table, upper(substr(o.path, 1, 1)) || substr(o.path, 2) AS origin,
	iif(count(*) = 1, 'a migration', count(*) || ' migrations') AS unknown,
	(SELECT group_concat('"' || version || '"', ', ') FROM (SELECT x.version FROM live_migration x WHERE x.table_name = l.table_name
		AND x.rowid NOT IN (SELECT live_id FROM migration_match) ORDER BY x.version DESC LIMIT 3)) || iif(count(*) > 3, ' and ' || (count(*) - 3) || ' more', '') AS names
FROM live_migration l JOIN declared_source o ON o.kind IN ('live', 'snapshot')
	LEFT JOIN migration_history h ON h.table_name = l.table_name
	LEFT JOIN declared_migration k ON k.source_id = h.source_id AND k.ordinal = h.newest	-- the newest both know: there the two histories part
WHERE l.version IS NOT NULL AND l.rowid NOT IN (SELECT live_id FROM migration_match)
	AND (l.table_name IN (SELECT table_name FROM migration_history)
		OR l.kind IN ('newest', 'heads') AND (SELECT count(DISTINCT source_id) FROM declared_migration) = 1)
GROUP BY l.table_name
