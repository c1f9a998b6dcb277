-- title: A table is emptied when the server crashes
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Table "{table_name}" is UNLOGGED: after a crash it is empty, and replicas and backups never have its rows.{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- An unlogged table is for what can be made again: a cache, the stage of an import. A crash, a failover to a replica, and a restore from a base backup leave it empty.
--
-- A warning where the program inserts into it, unless its name says that it is a cache or a stage; else a note, since nobody seems to fill it.
--
-- ## Fix
-- `ALTER TABLE … SET LOGGED` where the rows matter.
SELECT p.file_id, p.line, s.schema || '.' || s.name AS subject, s.schema || '.' || s.name AS object, p.title AS table_name,
	iif(EXISTS (SELECT 1 FROM table_change c WHERE c.schema = s.schema AND c.name = s.name AND c.role = 'insert'), 'warning', 'note') AS level, p.reach, p.witness
FROM live_table_state s
	JOIN table_place p ON p.schema = s.schema AND p.name = s.name
WHERE s.unlogged AND s.kind = 'table' AND NOT regexp('(?i)(^|_)(cache|caches|cached|staging|stage|tmp|temp|import|imports|session|sessions|lock|locks|rate_limit|rate_limits|throttle)(_|$)', s.name)
