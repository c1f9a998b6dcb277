-- title: More or fewer values than the statement has places for
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: This statement has places for {needed}, and the call gives {given}: it fails every time.{reach}
-- needs: statements
-- since: 0.1.0
-- tags: sql, binding
--
-- ## Why
-- A condition is added, or taken away, and the list of values is not. The server refuses the statement before it runs (08P01, "bind message supplies 1
-- parameters, but prepared statement requires 2"), or the driver does.
--
-- Reported where the text is known and has one form, and the values are written out at the call: a list of its own, or arguments without a spread.
--
-- ## Fix
-- One value per place, in order; `$1` may be used more than once and is one value.
SELECT s.file_id, s.line, s.kind || ' ' || s.values_needed || ' ' || s.values_given AS subject, coalesce(nullif(f.name, ''), way.route) AS scope, way.route AS object,
	s.values_needed || iif(s.values_needed = 1, ' value', ' values') AS needed, CAST(s.values_given AS TEXT) AS given,
	CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
		ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
	way.witness_id AS witness
FROM statement s
	JOIN function f ON f.id = s.function_id
	JOIN file ON file.id = s.file_id AND file.role = 'source'
	JOIN statement_way way ON way.statement_id = s.id
WHERE s.values_given <> s.values_needed
	AND NOT EXISTS (SELECT 1 FROM statement_placeholder h WHERE h.statement_id = s.id AND h.complete AND h.kind IN ('foreign', 'mixed', 'percent', 'operator', 'quoted'))	-- told by query/placeholder-*
