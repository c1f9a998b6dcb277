-- title: A named value that is asked for and not given, or given and not asked for
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
-- With values by name nothing counts them. A name that is misspelled, or renamed on one side, is found when the statement is sent: SQLAlchemy, psycopg and pg-promise raise, knex sends the
-- name to the server as it is. A value that no placeholder asks for is ignored by most, and then a condition that was meant is missing; encode/databases raises.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Use one name in both places.
SELECT h.file_id, h.line, h.column, h.kind || ' ' || h.text AS subject, h.object, h.scope,
	CASE WHEN h.kind = 'no-value' THEN 'error' WHEN h.unused = 'refused' THEN 'error' ELSE 'note' END AS level,
	iif(h.kind = 'no-value', 'No value is given for "' || h.text || '": the statement fails every time',
		'A value is given for "' || h.text || '", and the text has no such placeholder' || iif(h.unused = 'refused', ': ' || h.driver || ' refuses it', '')) AS what,
	h.reach, h.witness
FROM placeholder_way h
WHERE h.kind IN ('no-value', 'unused') AND h.complete
