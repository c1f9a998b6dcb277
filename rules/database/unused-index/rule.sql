-- title: No query uses an index
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Index "{index_name}" on "{table_name}" ({columns}) was scanned by no query {since}: it takes {megabytes} MB and a part of every write.{replicas}{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live, performance
--
-- ## Why
-- Every index makes INSERT and UPDATE slower, keeps updates from being heap-only, and takes memory that others could use.
--
-- Two things can prove it. The counter is zero, and it has been counting for at least 30 days: a month, since what runs at the end of a month needs its indexes too. Or the counter
-- stands where it stood at an earlier audit at least 30 days ago, and the statistics were not reset in between: audits remember counters.
-- Where PostgreSQL says when an index was last used (16 and later), 30 days ago is enough.
--
-- Not reported: indexes of less than 1 MB, unique ones and those of constraints, which have another purpose, the replica identity, partitions' parts, indexes that serve a foreign key,
-- invalid ones (`database/invalid-index`), and everything on a replica, which counts for itself. Replicas of this server count for themselves too, and may use it: the message says
-- when there are any.
--
-- ## Fix
-- After asking the replicas, `DROP INDEX CONCURRENTLY`; keep its definition, so that it can be made again.
WITH database AS (SELECT statistics_since, statistics_days FROM live_database WHERE own), unused AS (
	SELECT i.*, CASE WHEN i.scans = 0 AND d.statistics_days >= 30 THEN 'since the statistics were reset ' || d.statistics_days || ' days ago'
		WHEN e.days >= 30 THEN 'between the audit of ' || substr(e.since, 1, 10) || ', ' || e.days || ' days ago, and this one'
		WHEN i.scanned_days >= 30 THEN 'for ' || i.scanned_days || ' days' END AS since
	FROM live_index_state i CROSS JOIN database d
		LEFT JOIN earlier_counter e ON e.kind = 'index scans' AND e.object = i.schema || '.' || i.table_name || '.' || i.name AND e.value = i.scans AND e.reset = d.statistics_since
)
SELECT coalesce(x.file_id, p.file_id) AS file_id, coalesce(x.line, p.line) AS line, i.schema || '.' || i.table_name || '.' || i.name AS subject, i.schema || '.' || i.table_name AS object,
	i.name AS index_name, p.title AS table_name, coalesce(i.columns, '') AS columns, i.since, i.pages / 128 AS megabytes,
	CASE WHEN c.replicas > 1 THEN ' Its ' || c.replicas || ' replicas count for themselves.' WHEN c.replicas = 1 THEN ' Its replica counts for itself.' ELSE '' END AS replicas, p.reach, p.witness
FROM unused i
	JOIN table_place p ON p.schema = i.schema AND p.name = i.table_name
	CROSS JOIN live_cluster c
	LEFT JOIN declared_index x ON x.table_id = p.table_id AND x.name = i.name
WHERE i.since IS NOT NULL AND i.pages >= 128 AND i.is_valid AND NOT i.is_unique AND i.constraint_name IS NULL AND NOT i.replica_identity AND NOT i.is_part
	AND NOT EXISTS (SELECT 1 FROM server WHERE standby)
	AND NOT EXISTS (SELECT 1 FROM declared_constraint f JOIN declared_constraint_column k ON k.constraint_id = f.id JOIN declared_index_column n ON n.index_id = x.id AND n.position = 1 AND n.name = k.name
		WHERE f.kind = 'foreign' AND f.table_id = p.table_id)
