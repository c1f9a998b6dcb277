-- title: A sequence comes to the end of its numbers
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: Sequence "{sequence_name}" has used {percent} % of the numbers {limited} has room for ({last_value} of {most}){consequence}.{reach}
-- needs: live, sequences, statistics
-- since: 0.1.0
-- tags: database, live
--
-- ## Why
-- At the end every INSERT fails with "reached maximum value of sequence", or "integer out of range" where the column is narrower than its sequence, and the way out, a column of
-- another type, rewrites the table and every table that refers to it while nobody can write. That takes hours one should have beforehand.
--
-- An error from 90 % on, a warning from 70 %: a table that needed years for the first 70 % may need weeks for the rest, since numbers are used up by growth. What counts
-- is the smallest of the sequence's end, the type of its column, and the types of the columns that refer to that one. A sequence with CYCLE begins again
-- and is not reported. `bigint` has room for every program there is.
--
-- ## Fix
-- Make the column `bigint`, and every column that refers to it: a new column filled in batches, then swapped in; `ALTER COLUMN … TYPE bigint` rewrites the table under an exclusive lock.
WITH used AS (
	SELECT s.schema, s.name, s.table_schema, s.table_name, s.column_name, s.increment, s.last_value,
		iif(s.increment > 0, s.maximum, s.minimum) AS own_end,
		CASE s.column_type WHEN 'smallint' THEN 32767 WHEN 'integer' THEN 2147483647 ELSE 9223372036854775807 END AS column_end, s.column_type
	FROM live_sequence_state s WHERE s.last_value IS NOT NULL AND NOT s.cycles AND s.increment > 0
), limits AS (
	SELECT u.*, min(u.own_end, u.column_end) AS most, u.table_schema AS in_schema, u.table_name AS in_table, u.column_name AS in_column,
		iif(u.column_end < u.own_end, 'column "' || u.table_name || '.' || u.column_name || '" (' || u.column_type || ')', 'it') AS limited, ': every INSERT fails then' AS consequence
	FROM used u
	UNION ALL
	SELECT u.*, iif(d.type = 'smallint', 32767, 2147483647), f.schema, f.table_name, d.name, 'column "' || f.table_name || '.' || d.name || '" (' || d.type || '), which refers to it,',
		': no row can refer to the ones that follow'
	FROM used u
		JOIN effective_constraint f ON f.kind = 'foreign' AND f.ref_schema = u.table_schema AND f.ref_table = u.table_name
		JOIN declared_constraint_column k ON k.constraint_id = f.id AND k.ref_name = u.column_name
		JOIN declared_column d ON d.table_id = f.table_id AND d.name = k.name AND d.type IN ('integer', 'smallint')
	WHERE u.column_end > iif(d.type = 'smallint', 32767, 2147483647)
)
SELECT coalesce(d.file_id, p.file_id) AS file_id, coalesce(d.line, p.line) AS line, l.schema || '.' || l.name || ' ' || coalesce(l.in_table || '.' || l.in_column, '') AS subject,
	coalesce(l.in_schema || '.' || l.in_table || '.' || l.in_column, l.schema || '.' || l.name) AS object,
	iif(l.last_value >= l.most / 10 * 9, 'error', 'warning') AS level,
	iif(l.schema = 'public', '', l.schema || '.') || l.name AS sequence_name, CAST(l.last_value * 100.0 / l.most AS INTEGER) AS percent, l.limited, l.last_value, l.most, l.consequence,
	coalesce(p.reach, '') AS reach, p.witness
FROM limits l
	LEFT JOIN table_place p ON p.schema = l.in_schema AND p.name = l.in_table
	LEFT JOIN declared_column d ON d.table_id = p.table_id AND d.name = l.in_column
WHERE l.last_value >= l.most / 10 * 7
