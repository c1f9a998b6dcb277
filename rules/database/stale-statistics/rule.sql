-- title: The planner's statistics of a table are out of date
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what} of table "{table_name}": plans are made for another table than it is.{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live, performance
--
-- ## Why
-- What the planner believes of a table was true when ANALYZE last looked. Where that was never, or where most rows have changed since, it takes large tables for small
-- ones and chooses nested loops over millions of rows.
--
-- Autovacuum analyses a table when a tenth of its rows have changed. Reported are tables of at least 10,000 rows (smaller ones are read whole in milliseconds, whatever the plan) that were
-- never analysed, or of which more rows than half of those there are changed since: five times what autovacuum waits for, so it does not keep up or is switched off. Partitioned tables,
-- which autovacuum never analyses although the planner uses their statistics, are a note.
--
-- ## Fix
-- `ANALYZE` the table now, and find out why autovacuum does not: its log (`log_autovacuum_min_duration`), `autovacuum_max_workers`, the table's own settings.
SELECT p.file_id, p.line, s.schema || '.' || s.name AS subject, s.schema || '.' || s.name AS object, p.title AS table_name, iif(s.kind = 'partitioned', 'note', 'warning') AS level,
	CASE WHEN s.kind = 'partitioned' THEN 'Nobody ever analysed the whole' WHEN s.rows IS NULL THEN 'Nobody ever analysed the ' || s.live_rows || ' rows'
		ELSE s.changed || ' rows changed since the last ANALYZE, of ' || s.live_rows || ',' END AS what, p.reach, p.witness
FROM live_table_state s
	JOIN table_place p ON p.schema = s.schema AND p.name = s.name
WHERE s.kind IN ('table', 'matview') AND s.live_rows >= 10000 AND (s.rows IS NULL OR s.changed > s.live_rows / 2)
	OR s.kind = 'partitioned' AND s.rows IS NULL
		AND (SELECT sum(c.live_rows) FROM effective_table e JOIN live_table_state c ON c.schema = e.schema AND c.name = e.name WHERE e.partition_of = s.schema || '.' || s.name) >= 10000
