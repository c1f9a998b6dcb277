-- title: A column has type money
-- severity: note
-- confidence: high
-- profile: strict
-- status: preview
-- message: {columns} of table "{table_name}" {verb} of type money, whose currency and number of decimals are the setting of the server that reads it.
-- needs: schema
-- since: 0.1.0
-- tags: schema, types
--
-- ## Why
-- `money` stores an integer; where its comma stands and what sign it bears is decided by `lc_monetary` when the value is read or written. A dump restored on a server with another setting
-- says other amounts, the currency is nowhere stored, and drivers hand it over as text with a sign in it.
--
-- ## Fix
-- `numeric(12, 2)`, or an integer of the smallest unit, beside a column with the currency.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	iif(c.n = 1, 'Column ', 'Columns ') || c.names || iif(c.n > 3, ' and ' || (c.n - 3) || ' more', '') AS columns, iif(c.n = 1, 'is', 'are') AS verb
FROM effective_table t
	JOIN (SELECT table_id, max(n) AS n, group_concat(name, ', ') AS names FROM (
			SELECT d.table_id, '"' || d.name || '"' AS name, row_number() OVER (PARTITION BY d.table_id ORDER BY d.number) AS position, count(*) OVER (PARTITION BY d.table_id) AS n
			FROM effective_column d WHERE d.type IN ('money', 'money[]'))
		WHERE position <= 3 GROUP BY table_id) c ON c.table_id = t.id
WHERE t.kind IN ('table', 'partitioned') AND t.partition_of IS NULL
