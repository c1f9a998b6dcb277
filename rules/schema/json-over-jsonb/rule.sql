-- title: A column is json, not jsonb
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {columns} of table "{table_name}" {verb} json, which has no equality: DISTINCT, GROUP BY and = over it are refused, and it cannot be indexed.
-- needs: schema
-- since: 0.1.0
-- tags: schema, types
--
-- ## Why
-- `json` keeps the text as it was written and parses it again at every read. It has no equality: `SELECT DISTINCT`, `GROUP BY`, `UNION` and `=` over such a column are refused with 42883, and an index over
-- it is impossible. Nobody notices until the first report.
--
-- One finding per table. Where the order of keys, doubled keys or white space must be kept as written, `json` is right.
--
-- ## Fix
-- `ALTER COLUMN … TYPE jsonb USING …::jsonb`, while the table is small: it is rewritten.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	iif(c.n = 1, 'Column ', 'Columns ') || c.names || iif(c.n > 3, ' and ' || (c.n - 3) || ' more', '') AS columns, iif(c.n = 1, 'is', 'are') AS verb
FROM effective_table t
	JOIN (SELECT table_id, max(n) AS n, group_concat(name, ', ') AS names FROM (
			SELECT d.table_id, '"' || d.name || '"' AS name, row_number() OVER (PARTITION BY d.table_id ORDER BY d.number) AS position, count(*) OVER (PARTITION BY d.table_id) AS n
			FROM effective_column d WHERE d.type IN ('json', 'json[]'))
		WHERE position <= 3 GROUP BY table_id) c ON c.table_id = t.id
WHERE t.kind IN ('table', 'partitioned') AND t.partition_of IS NULL
