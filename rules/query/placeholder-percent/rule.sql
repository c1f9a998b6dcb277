-- title: A % that is not doubled
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{text}" is taken for a placeholder: with values, {driver} reads every % of the text, in literals too, and fails before it sends the statement.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- psycopg formats the text as Python's % does. `LIKE 'a%'` is right as long as no values are given; with the first one it raises (IndexError, ValueError, ProgrammingError).
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Double it: `LIKE 'a%%'`. Or give the pattern as a value.
SELECT h.file_id, h.line, h.column, h.text AS subject, h.object, h.scope, h.text AS text, h.driver AS driver, h.reach, h.witness
FROM placeholder_way h
	JOIN statement s ON s.id = h.statement_id
WHERE h.kind = 'percent' AND h.complete
	AND (s.values_given > 0 OR EXISTS (SELECT 1 FROM argument a JOIN statement_site t ON t.call_id = a.call_id AND t.parameters = a.position
		WHERE a.call_id = s.sink_call_id AND s.call_id = s.sink_call_id AND a.entity = 'object'))
