-- title: Nobody reads a table
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Table "{table_name}" ({rows} rows, {megabytes} MB) was read by nobody in the {days} days since the statistics were reset, and no statement of the code reads it{writes}.
-- needs: live, statistics, statements
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- What is only written costs writes, space and backups, and may hold what should have been deleted long ago. Reported when PostgreSQL counted not one scan, sequential or by index, in at least 30 days, and the
-- code is known to read other tables and does not read this one. Tables of less than 1 MB, migration tools' tables and partitions are left out, as is everything on a replica or on a server with replicas,
-- which count for themselves.
--
-- ## Fix
-- Find out who needs it; where nobody does, stop writing it, rename it for a while, then drop it.
SELECT p.file_id, p.line, s.schema || '.' || s.name AS subject, s.schema || '.' || s.name AS object, p.title AS table_name, s.live_rows AS rows, s.pages / 128 AS megabytes, d.statistics_days AS days,
	iif(s.inserted > 0, '; ' || s.inserted || ' rows were written in that time', '') AS writes
FROM live_table_state s
	JOIN table_place p ON p.schema = s.schema AND p.name = s.name
	CROSS JOIN (SELECT statistics_days FROM live_database WHERE own) d
	CROSS JOIN (SELECT replicas FROM live_cluster) c
	LEFT JOIN effective_table t ON t.id = p.table_id
WHERE s.kind = 'table' AND s.sequential_scans = 0 AND coalesce(s.index_scans, 0) = 0 AND d.statistics_days >= 30 AND s.pages >= 128 AND c.replicas = 0
	AND NOT EXISTS (SELECT 1 FROM server WHERE standby) AND t.partition_of IS NULL
	AND EXISTS (SELECT 1 FROM statement_table r WHERE r.role = 'read' AND r.known)
	AND NOT EXISTS (SELECT 1 FROM statement_table r WHERE r.schema = s.schema AND r.name = s.name AND r.role <> 'insert')
	AND s.name NOT IN (SELECT name FROM tool_table)
