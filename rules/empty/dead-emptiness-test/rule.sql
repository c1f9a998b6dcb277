-- title: A test for "nothing found" that is never true
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: This test for an empty result is never true: {why}. The answer behind it{status} is never given, and what follows runs with nothing in hand.
-- needs: statements
-- since: 0.1.0
-- tags: empty-state
--
-- ## Why
-- An empty array is true in JavaScript, a driver's result object always exists, and `rows[0]` of no rows is `undefined`, which `=== null` does not
-- match. The branch that should handle "not found" is dead: the request goes on and fails later, with a 500 or with an empty answer that looks like
-- a success. In Go `sql.ErrNoRows` comes from a single row's `Scan` and never from `Query` or `Select`.
--
-- Reported where the tested value comes from exactly one statement, nothing on the way is unresolved, and no other test for the same statement
-- guards the same answer (`!rows || !rows.length` is silly, but works).
--
-- ## Fix
-- Test what can be empty: `rows.length === 0`, `result.rowCount === 0`, `!rows[0]`; in Go `len(items) == 0`.
SELECT t.file_id, t.line, printf('%s:%s', t.form, t.shape) AS subject, f.name AS scope,
	CASE WHEN t.form = 'error' THEN 'only a query for a single row gives the error for "no row", a list is empty without an error'
		WHEN t.shape = 'result' THEN 'the driver gives a result object whether there are rows or not'
		WHEN t.shape = 'rows' AND t.form = 'falsy' THEN 'an array without elements is true'
		WHEN t.shape = 'rows' THEN 'without rows it is an empty array, not null'
		ELSE 'without rows it is undefined, not null' END AS why,
	coalesce(' (' || x.status || ')', '') AS status, w.witness_id AS witness
FROM emptiness_test t
	JOIN statement s ON s.id = t.statement_id
	JOIN function f ON f.id = t.function_id
	JOIN file ON file.id = t.file_id AND file.role = 'source'
	LEFT JOIN (SELECT e.test_id, min(o.status) AS status, min(e.witness_id) AS witness FROM empty_exit e JOIN exit o ON o.id = e.exit_id GROUP BY e.test_id) x ON x.test_id = t.id
	LEFT JOIN statement_witness w ON w.statement_id = s.id
WHERE NOT t.effective AND t.certain
	AND NOT EXISTS (SELECT 1 FROM emptiness_test o WHERE o.statement_id = t.statement_id AND o.function_id = t.function_id AND o.effective)
GROUP BY t.file_id, t.line
