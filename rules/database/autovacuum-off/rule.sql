-- title: Autovacuum is switched off
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {what}: dead rows are kept, and statistics grow old.{reach}
-- needs: live, statistics, settings
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- Every UPDATE and DELETE leaves a dead row. Without VACUUM tables and indexes only grow, plans are made with old statistics, and transaction numbers come nearer to their end.
-- An error where it is off for the whole server, or cannot know what changed (`track_counts`); a warning for a table that is updated or deleted from. A table that is only added to is reported from
-- PostgreSQL's own counters as soon as a row of it changes.
--
-- Sometimes it was switched off for one large import and never on again.
--
-- ## Fix
-- `ALTER SYSTEM RESET autovacuum`, `ALTER TABLE … RESET (autovacuum_enabled)`; where it takes too much, make it run more often and do less each time.
SELECT NULL AS file_id, NULL AS line, s.name AS subject, NULL AS object, 'error' AS level,
	iif(s.name = 'autovacuum', 'Autovacuum is off for the whole server', 'Setting "track_counts" is off, without which autovacuum does nothing') AS what, '' AS reach, NULL AS witness
FROM live_setting s WHERE s.name IN ('autovacuum', 'track_counts') AND s.value = 'off'
UNION ALL
SELECT p.file_id, p.line, t.schema || '.' || t.name, t.schema || '.' || t.name, 'warning', 'Autovacuum is off for table "' || p.title || '", of which ' || (t.updated + t.deleted) || ' rows were changed or deleted',
	p.reach, p.witness
FROM live_table_state t
	JOIN table_place p ON p.schema = t.schema AND p.name = t.name
WHERE t.autovacuum_off AND t.updated + t.deleted > 0
