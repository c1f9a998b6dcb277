-- title: A migration cannot run
-- severity: warning
-- confidence: medium
-- profile: safety
-- status: stable
-- message: {fact}.{consequence}
-- needs: schema
-- since: 0.1.0
-- tags: migrations
--
-- ## Why
-- Migrations are replayed in their order on an empty database, as a new installation, a test database or a disaster recovery would. A migration tool
-- stops at the first statement that the server refuses, and everything after it is never applied. A revision history with two heads or a missing
-- parent does not start at all. It goes unseen for months, because databases that exist are already past the place.
--
-- An object that already exists is an error. One that does not exist is an error too, where the history itself creates tables and nothing else
-- in the tree creates this one; a history that starts on a database made elsewhere is a warning. So is text that cannot be parsed: it may be a
-- template, or another database's.
--
-- ## Fix
-- Correct the migration if it was never applied anywhere; else add one that makes the history run from the start, or replace the history by a
-- dump of the schema as it is.
WITH problem AS (
	SELECT p.*, s.kind AS source_kind, s.path, s.complete,
		row_number() OVER (PARTITION BY p.source_id ORDER BY p.rowid) AS position,
		count(*) OVER (PARTITION BY p.source_id, p.file_id, p.kind) AS in_file,
		row_number() OVER (PARTITION BY p.source_id, p.file_id, p.kind ORDER BY p.rowid) AS position_in_file
	FROM replay_problem p JOIN declared_source s ON s.id = p.source_id
	WHERE p.kind IN ('fails', 'syntax', 'chain') AND s.kind IN ('migrations', 'alembic', 'schema_file')
), judged AS (
	SELECT p.*,
		p.sqlstate IN ('42P07', '42701', '42710', '42723', '42P06', '42P16') AS exists_already,
		p.sqlstate IN ('42P01', '42703') AS is_missing,
		EXISTS (SELECT 1 FROM ddl_event e WHERE e.source_id = p.source_id AND e.operation = 'create table' AND NOT e.skipped) AS creates,
		p.sqlstate = '42P01' AND EXISTS (SELECT 1 FROM declared_table t WHERE t.source_id <> p.source_id
			AND t.source_id NOT IN (SELECT id FROM declared_source WHERE kind = 'effective')
			AND (p.object = t.name OR p.object = t.schema || '.' || t.name)) AS elsewhere
	FROM problem p
)
SELECT j.file_id, j.line, coalesce(nullif(j.object, ''), j.message) AS subject, nullif(j.object, '') AS object,
	iif(j.source_kind <> 'schema_file' AND j.position = 1 AND j.complete
		AND (j.kind = 'chain' OR j.kind = 'fails' AND (j.exists_already OR j.is_missing AND j.creates)), 'error', 'warning') AS level,
	iif(j.kind = 'chain' OR j.kind = 'fails' AND j.exists_already, 'high', NULL) AS confidence,
	CASE j.kind WHEN 'syntax' THEN 'PostgreSQL cannot parse this: ' || j.message WHEN 'chain' THEN 'The revision history cannot be followed: ' || j.message
		ELSE 'On an empty database this fails: ' || j.message || ' (' || j.sqlstate || ')' END AS fact,
	CASE WHEN j.kind = 'syntax' AND j.in_file > 1 THEN ' ' || (j.in_file - 1) || ' more such in this file.'
		WHEN j.kind = 'fails' AND j.position = 1 AND j.source_kind <> 'schema_file' THEN ' The migrations of "' || j.path || '" stop here.' ELSE '' END AS consequence
FROM judged j LEFT JOIN file f ON f.id = j.file_id
WHERE NOT j.elsewhere AND (j.kind <> 'syntax' OR j.position_in_file = 1) AND coalesce(f.role, '') NOT IN ('test', 'example')
