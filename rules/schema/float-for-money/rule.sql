-- title: An amount of money is a floating-point number
-- severity: note
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {columns} of table "{table_name}" {verb} a floating-point number, by the name an amount of money: sums of it are off by fractions of a cent.
-- needs: schema
-- since: 0.1.0
-- tags: schema, types
--
-- ## Why
-- `real` and `double precision` cannot hold 0.10. Sums drift, comparisons for equality fail, and two servers may round differently.
--
-- What a column holds is known by its name alone: `price`, `cost`, `salary`, `balance`, `fee`, `revenue`, `wage`, and `amount` or `total` in tables of payments, orders and
-- invoices. Silent for rates, ratios, estimates and quantities.
--
-- ## Fix
-- `numeric(12, 2)`, or an integer of the smallest unit.
SELECT t.file_id, t.line, t.schema || '.' || t.name AS subject, t.schema || '.' || t.name AS object, t.name AS table_name,
	iif(c.n = 1, 'Column ', 'Columns ') || c.names || iif(c.n > 3, ' and ' || (c.n - 3) || ' more', '') AS columns, iif(c.n = 1, 'is', 'are') AS verb
FROM effective_table t
	JOIN (SELECT table_id, max(n) AS n, group_concat(name, ', ') AS names FROM (
			SELECT d.table_id, '"' || d.name || '"' AS name, row_number() OVER (PARTITION BY d.table_id ORDER BY d.number) AS position, count(*) OVER (PARTITION BY d.table_id) AS n
			FROM effective_column d WHERE d.type IN ('real', 'double precision')
				AND NOT regexp('(?i)(rate|ratio|percent|pct|factor|weight|quantity|count|score|avg|average|estimate|predict)', d.name)
				AND (regexp('(?i)(^|_)(price|cost|salary|balance|fee|fees|revenue|wage)(_|$)', d.name)
					OR regexp('(?i)(^|_)(amount|total|subtotal|tax)(_|$)', d.name) AND regexp('(?i)(payment|invoice|order|transaction|billing|expense|refund|wallet|receipt)', d.table_name)))
		WHERE position <= 3 GROUP BY table_id) c ON c.table_id = t.id
WHERE t.kind IN ('table', 'partitioned') AND t.partition_of IS NULL
