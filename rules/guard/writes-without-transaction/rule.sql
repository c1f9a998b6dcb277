-- title: Two writes that belong together, in two transactions
-- severity: warning
-- confidence: medium
-- profile: strict
-- status: preview
-- message: {route} writes "{first}" and then "{second}", which are tied by a foreign key, in a transaction each: when the second fails the first stays. {advice}
-- needs: schema, routes, statements
-- since: 0.1.0
-- tags: transactions
--
-- ## Why
-- A statement sent through the pool is a transaction of its own. An order without its lines, or a payment whose order is gone, is what is left when the
-- process is stopped, the connection is lost or a constraint says no between the two; and nobody sees it until somebody counts.
--
-- Reported where both statements stand in the same block of the same function, one after the other, and a foreign key leads from one of their tables to the other.
--
-- ## Fix
-- `const client = await pool.connect()`, `BEGIN`, both statements, `COMMIT`, and `ROLLBACK` and `release()` on the way out; or one statement: `WITH o AS (INSERT …
-- RETURNING id) INSERT … SELECT id, … FROM o`. In Django `with transaction.atomic():`, or `ATOMIC_REQUESTS` for all requests.
WITH written AS (
	SELECT s.id, s.driver, s.file_id, s.line, s.function_id, s.region_id, t.name, t.schema
	FROM statement s
		JOIN statement_table t ON t.statement_id = s.id AND t.role IN ('insert', 'update', 'delete')
		JOIN alone a ON a.call_id = s.sink_call_id
		JOIN file f ON f.id = s.file_id AND f.role = 'source'
	WHERE s.writes AND (s.settled = 'await' OR f.language = 'python') AND s.complete
)
SELECT b.file_id, b.line, a.name || ' ' || b.name AS subject, f.name AS scope, a.name AS first, b.name AS second,
	iif(b.driver = 'django', 'Put both into a "with transaction.atomic():".', 'Send both on one connection, between BEGIN and COMMIT.') AS advice,
	way.route, way.witness_id AS witness
FROM written a
	JOIN written b ON b.function_id = a.function_id AND b.region_id IS a.region_id AND b.line > a.line AND b.name <> a.name
	JOIN declared_constraint k ON k.kind = 'foreign' AND (k.table_name = a.name AND k.ref_table = b.name OR k.table_name = b.name AND k.ref_table = a.name)
	JOIN declared_source d ON d.id = k.source_id AND d.kind = 'effective'
	JOIN function f ON f.id = b.function_id
	JOIN statement_way way ON way.statement_id = b.id AND way.route IS NOT NULL
GROUP BY b.id
