-- title: A value bound where a name is meant
-- severity: warning
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what}.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- A bound value is a value, never a name. `ORDER BY $1` sorts by a constant, that is not at all, whatever column is given; psycopg2 and others that write the value into the text get an error
-- (42601, "non-integer constant in ORDER BY"). A table's name cannot be bound at all.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Choose the name from a list in the code and put it into the text; quote it with the driver's helper (`sql.Identifier`, `pg-format`'s `%I`, `sql(name)`).
SELECT h.file_id, h.line, h.column, h.kind || ' ' || h.text AS subject, h.object, h.scope,
	iif(h.kind = 'table' OR h.sent = 'inside' AND h.form = 'string', 'error', 'warning') AS level,
	iif(h.kind = 'table', 'The name of a table is given as a value, "' || h.text || '": the server refuses it (42601)',
		'Rows are sorted or grouped by the value "' || h.text || '", not by a column of that name: ' || iif(h.sent = 'inside', 'the server refuses a text there (42601)', 'every row has the same, so it does nothing')) AS what,
	h.reach, h.witness
FROM placeholder_way h
WHERE h.complete AND h.kind IN ('sort-key', 'table')
