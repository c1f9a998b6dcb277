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
-- The first of each kind in a file is told. An object that already exists is an error where it stops the history; so is a table or column that does
-- not exist, where the history creates tables itself. What another source in the tree creates is not reported, and neither are types, schemas and
-- functions that may be the installation's. Where a good part of a history fails, it was never meant to start on an empty database: one note says
-- so. Text that cannot be parsed is a warning: it may be a template, or another database's.
--
-- ## Fix
-- Correct the migration if it was never applied anywhere; else add one that makes the history run from the start, or replace the history by a
-- dump of the schema as it is.
WITH problem AS (
	SELECT p.*, p.rowid AS number, s.kind AS source_kind, s.path, s.complete, s.tool,
		p.sqlstate IN ('42P07', '42701', '42710', '42723', '42P06', '42P16', '25001') AS exists_already,	-- or can run nowhere: 25001
		p.sqlstate IN ('42P01', '42703') AS is_missing,
		substr(p.object, instr(p.object, '.') + 1) AS bare
	FROM replay_problem p JOIN declared_source s ON s.id = p.source_id JOIN file f ON f.id = p.file_id
	WHERE p.kind IN ('fails', 'syntax', 'chain') AND s.kind IN ('migrations', 'alembic', 'schema_file') AND f.role NOT IN ('test', 'example')
), other AS (							-- what a source may count on that another one made
	SELECT t.source_id, t.schema || '.' || t.name AS name, t.name AS bare, t.schema FROM declared_table t
	UNION ALL SELECT t.source_id, t.schema || '.' || t.name, t.name, t.schema FROM declared_type t
), history AS (
	SELECT p.source_id, count(*) AS failures, count(*) > 3 AND sum(p.kind = 'fails' AND NOT p.exists_already)
			> 0.1 * (SELECT count(*) FROM ddl_event e WHERE e.source_id = p.source_id) AS continues,
		EXISTS (SELECT 1 FROM ddl_event e WHERE e.source_id = p.source_id AND e.operation = 'create table' AND NOT e.skipped) AS creates
	FROM problem p GROUP BY p.source_id
), judged AS (
	SELECT p.*, h.continues AND p.kind = 'fails' AS continues, h.creates, h.failures,
		row_number() OVER (PARTITION BY p.source_id, p.kind ORDER BY p.number) AS position,
		count(*) OVER (PARTITION BY p.source_id, p.file_id, p.kind) AS in_file,
		row_number() OVER (PARTITION BY p.source_id, p.file_id, p.kind ORDER BY p.number) AS position_in_file
	FROM problem p JOIN history h ON h.source_id = p.source_id
	WHERE h.continues AND p.source_kind <> 'schema_file' OR p.kind <> 'fails' OR p.exists_already AND NOT h.continues
		OR p.is_missing AND p.source_kind <> 'schema_file'
			AND NOT EXISTS (SELECT 1 FROM other o WHERE o.source_id <> p.source_id AND (o.name = p.object OR o.bare = p.object OR o.bare = p.bare)
				AND o.source_id NOT IN (SELECT id FROM declared_source WHERE kind = 'effective'))
)
SELECT j.file_id, j.line, coalesce(nullif(j.object, ''), j.message) AS subject, nullif(j.object, '') AS object,
	CASE WHEN j.continues THEN 'note'
		WHEN j.source_kind <> 'schema_file' AND j.position = 1 AND j.complete
			AND (j.kind = 'chain' OR j.kind = 'fails' AND (j.exists_already OR j.is_missing AND j.creates)) THEN 'error'
		ELSE 'warning' END AS level,
	CASE WHEN j.continues THEN 'low' WHEN j.kind = 'chain' OR j.exists_already THEN 'high' END AS confidence,
	CASE WHEN j.continues THEN '"' || j.path || '" does not make a database from nothing: ' || j.failures || ' of its statements need what nothing before them creates, first this: '
			|| j.message || ' (' || j.sqlstate || ')'
		WHEN j.kind = 'syntax' THEN 'PostgreSQL cannot parse this: ' || j.message
		WHEN j.kind = 'chain' THEN 'The revision history cannot be followed: ' || j.message
		WHEN j.sqlstate = '25001' THEN 'This fails, and on every database: ' || j.message || ' (25001)' || iif(j.tool IS NULL, '', ', and ' || j.tool || ' runs each migration in one')
		ELSE 'On an empty database this fails: ' || j.message || ' (' || j.sqlstate || ')' END AS fact,
	CASE WHEN j.continues THEN '' ELSE iif(j.kind = 'fails' AND j.position = 1 AND j.source_kind <> 'schema_file', ' The migrations of "' || j.path || '" stop here.', '')
		|| CASE iif(j.kind = 'chain', 1, j.in_file) WHEN 1 THEN '' WHEN 2 THEN ' One more such statement is in this file.'
			ELSE ' ' || (j.in_file - 1) || ' more such statements are in this file.' END END AS consequence
FROM judged j
WHERE iif(j.continues, j.position = 1, j.kind = 'chain' OR j.position_in_file = 1)
