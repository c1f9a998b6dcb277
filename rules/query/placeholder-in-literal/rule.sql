-- title: A placeholder inside a literal or a comment
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{text}" stands inside a {place}: {effect}.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- The server does not look for parameters in literals: `LIKE '%$1%'` compares with the text `$1`, and the value that was given for it has no place (08P01, 42P18). Drivers that do look there
-- do harm instead: psycopg2 and pg-promise put a quoted text into the quotes, SQLAlchemy makes a parameter "1" of the literal '{"a":1}' and asks for its value.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Put the literal together outside: `LIKE '%' || $1 || '%'`, or give the whole pattern as a value. In text() a colon that is no parameter is written `\\:`.
SELECT h.file_id, h.line, h.column, h.kind || ' ' || h.text AS subject, h.object, h.scope, h.text AS text, iif(h.kind = 'quoted', 'literal', 'comment') AS place,
	CASE WHEN h.given = 0 THEN h.driver || ' takes it for a parameter all the same, and no value is given for it: the statement fails before it is sent'
		WHEN h.sent = 'inside' THEN h.driver || ' puts a text there in quotes of its own, which end the literal'
		WHEN h.kind = 'quoted' AND h.sent = 'beside' THEN 'the server takes it for text, and the value given for it has no place'
		ELSE h.driver || ' puts a text there in quotes of its own or leaves a number of a parameter, and the literal is another one' END AS effect,
	h.reach, h.witness
FROM placeholder_way h
WHERE h.complete AND (h.kind = 'quoted' AND (h.given = 0 OR h.sent = 'beside' OR h.form = 'string') OR h.kind = 'commented' AND h.given = 0 AND h.scans = 'all')
