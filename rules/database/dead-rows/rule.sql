-- title: A table is mostly dead rows
-- severity: warning
-- confidence: medium
-- profile: strict
-- status: preview
-- message: Table "{table_name}" has {dead} dead rows beside {live} live ones: VACUUM does not get to them{because}.{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live, performance
--
-- ## Why
-- Dead rows are read over and over by every scan and keep the table and its indexes large. Autovacuum sets out when a fifth of a table is dead; at more dead rows than live ones, and at least 10,000, it has not come, or
-- could remove nothing because something may still see them.
--
-- ## Fix
-- Find what holds VACUUM back (`database/long-transaction`, `database/replication-slot`, `database/prepared-transaction`), then `VACUUM` the table and give it a smaller `autovacuum_vacuum_scale_factor`.
SELECT p.file_id, p.line, s.schema || '.' || s.name AS subject, s.schema || '.' || s.name AS object, p.title AS table_name, s.dead_rows AS dead, s.live_rows AS live,
	CASE WHEN s.autovacuum_off THEN ': autovacuum is off for it' WHEN s.vacuumed_days IS NOT NULL THEN ', the last time ' || s.vacuumed_days || ' days ago' ELSE '' END AS because, p.reach, p.witness
FROM live_table_state s
	JOIN table_place p ON p.schema = s.schema AND p.name = s.name
WHERE s.dead_rows >= 10000 AND s.dead_rows > s.live_rows
