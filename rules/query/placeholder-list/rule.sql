-- title: A list bound to one placeholder of IN
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: {what}.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- `IN ($1)` compares with one value. A list bound there is sent as one array: the server cannot read it as a number (22P02, 42883), and a text column is compared with '{a,b}', which no row
-- equals. `IN $1` is no SQL at all for a driver that sends values beside the text (psycopg 3, asyncpg, node-postgres); psycopg2 makes `IN (1, 2)` of a tuple, and `IN ARRAY[…]` of a list.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Write `= ANY($1)` and give the list as it is; in SQLAlchemy `bindparam('ids', expanding=True)`.
SELECT h.file_id, h.line, h.column, h.kind || ' ' || h.text AS subject, h.object, h.scope,
	CASE WHEN h.kind = 'list' THEN 'A ' || iif(h.form = 'tuple', 'tuple', 'list') || ' is bound to "IN (' || h.text || ')", which has place for one value: ' || iif(h.sent = 'inside',
			'the column is compared with ' || iif(h.form = 'tuple', 'a row', 'an array') || ' (42883)', 'it is sent as one ' || iif(h.form = 'tuple', 'row', 'array'))
		WHEN h.sent = 'beside' THEN '"IN ' || h.text || '" reaches the server without parentheses and is refused (42601): ' || h.driver || ' sends values beside the text'
		ELSE 'A list is bound to "IN ' || h.text || '", which becomes "IN ARRAY[…]" and is refused (42601)' END AS what,
	h.reach, h.witness
FROM placeholder_way h
WHERE h.complete
	AND (h.kind = 'list' AND (h.form = 'array' AND h.list = 'array' OR h.form = 'tuple' AND h.tuple IN ('row', 'array'))
		OR h.kind = 'bare-list' AND (h.sent = 'beside' OR h.sent = 'inside' AND h.form = 'array' AND h.list = 'array'))
