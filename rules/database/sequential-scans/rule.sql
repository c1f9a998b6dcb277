-- title: A large table is read whole again and again
-- severity: note
-- confidence: medium
-- profile: safety
-- status: preview
-- message: Table "{table_name}" was read from its beginning {scans} times, {rows} rows each time{often}{suspect}.{reach}
-- needs: live, statistics
-- since: 0.1.0
-- tags: database, live, performance
--
-- ## Why
-- A query without a fitting index reads every row to find a few. The counters say that this happens, not by which query; where the code has a statement that filters the table by a column no index
-- leads with, it is named.
--
-- Reported from 100 scans of at least 10,000 rows each on, when they are at least a tenth of all scans of the table: fewer are reports and backups, and a smaller table is read in milliseconds. A warning where
-- a statement of a route is the suspect.
--
-- ## Fix
-- `CREATE INDEX CONCURRENTLY` on the columns the query filters by.
WITH scanned AS (
	SELECT s.*, p.table_id, p.file_id, p.line, p.title, p.reach, p.witness FROM live_table_state s JOIN table_place p ON p.schema = s.schema AND p.name = s.name
	WHERE s.kind = 'table' AND s.sequential_scans >= 100 AND s.rows_scanned / s.sequential_scans >= 10000 AND s.sequential_scans * 9 >= coalesce(s.index_scans, 0)
), suspect AS (				-- statements all of whose top-level conditions on the table are on columns no index leads with
	SELECT c.schema, c.table_name, w.route, w.routes, w.witness_id, c.column_name, min(printf('%d %s', w.routes IS NULL, w.route)) AS nearest
	FROM scanned t
		JOIN statement_column c ON c.schema = t.schema AND c.table_name = t.name AND c.clause = 'where' AND c.conjunct AND c.level = 0
		JOIN statement_way w ON w.statement_id = c.statement_id
	WHERE NOT EXISTS (SELECT 1 FROM statement_column o JOIN declared_index i ON i.table_id = t.table_id AND i.is_valid JOIN declared_index_column k ON k.index_id = i.id AND k.position = 1 AND k.name = o.column_name
		WHERE o.statement_id = c.statement_id AND o.schema = t.schema AND o.table_name = t.name AND o.clause IN ('where', 'join'))
	GROUP BY c.schema, c.table_name
)
SELECT s.file_id, s.line, s.schema || '.' || s.name AS subject, s.schema || '.' || s.name AS object, s.title AS table_name, s.sequential_scans AS scans, s.rows_scanned / s.sequential_scans AS rows,
	iif(x.routes > 0, 'warning', 'note') AS level,
	coalesce(' in ' || nullif((SELECT d.statistics_days FROM live_database d WHERE d.own), 0) || ' days', '') AS often,
	CASE WHEN x.column_name IS NULL THEN '' WHEN x.route IS NULL THEN '. A statement filters it by "' || x.column_name || '", which no index leads with'
		ELSE '. ' || x.route || ' filters it by "' || x.column_name || '", which no index leads with' END AS suspect,
	iif(x.route IS NULL, s.reach, '') AS reach, coalesce(x.witness_id, s.witness) AS witness
FROM scanned s LEFT JOIN suspect x ON x.schema = s.schema AND x.table_name = s.name
