-- title: Moments are stored without their time zone
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {columns} of table "{table_name}" {verb} timestamp without time zone: the value says what a clock showed, not when that was.
-- needs: schema
-- since: 0.1.0
-- tags: schema, types
--
-- ## Why
-- `timestamp` drops the offset of what it is given without a word. What `now()` writes depends on the session's TimeZone, two services with other settings
-- write other moments for the same one, and drivers read it back in their own zone. `timestamptz` takes the same eight bytes and stores the moment.
--
-- One finding per table. Silent for `timestamp(3)`, which Prisma makes for every date and always reads and writes as UTC, and for columns whose name says that a
-- local clock is meant (`local_time`, `opens_at_local`).
--
-- ## Fix
-- `ALTER COLUMN … TYPE timestamptz USING … AT TIME ZONE 'UTC'`, with the zone the values were written in.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	iif(c.n = 1, 'Column ', 'Columns ') || c.names || iif(c.n > 3, ' and ' || (c.n - 3) || ' more', '') AS columns, iif(c.n = 1, 'is', 'are') AS verb
FROM effective_table t
	JOIN (SELECT table_id, max(n) AS n, group_concat(name, ', ') AS names FROM (
			SELECT d.table_id, '"' || d.name || '"' AS name, row_number() OVER (PARTITION BY d.table_id ORDER BY d.number) AS position, count(*) OVER (PARTITION BY d.table_id) AS n
			FROM effective_column d WHERE d.type = 'timestamp without time zone' AND NOT regexp('(?i)(^|_)local(_|$)', d.name))
		WHERE position <= 3 GROUP BY table_id) c ON c.table_id = t.id
WHERE t.kind IN ('table', 'partitioned') AND t.partition_of IS NULL
