-- title: An index is invalid
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: Index "{index_name}" on "{table_name}"{keys} is invalid: {consequence}, no query uses it, and every write pays for it.{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- A CREATE INDEX CONCURRENTLY that was cancelled, met a deadlock or a double leaves its index behind, marked invalid. The migration is then perhaps recorded as run, and the next
-- `CREATE INDEX CONCURRENTLY IF NOT EXISTS` finds the name and does nothing.
--
-- Silent while somebody holds the lock on the table that building an index takes: it may be in the making.
--
-- ## Fix
-- `DROP INDEX CONCURRENTLY` it and create it again, after the doubles are gone where it is unique; or `REINDEX INDEX CONCURRENTLY`.
SELECT p.file_id, p.line, i.schema || '.' || i.table_name || '.' || i.name AS subject, i.schema || '.' || i.table_name AS object, i.name AS index_name, p.title AS table_name,
	coalesce(' (' || i.columns || ')', '') AS keys, iif(i.is_unique, 'doubles may be in the table', 'its making failed') AS consequence, p.reach, p.witness
FROM live_index_state i
	JOIN table_place p ON p.schema = i.schema AND p.name = i.table_name
WHERE NOT i.is_valid AND NOT i.building
