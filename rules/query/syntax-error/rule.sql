-- title: A statement is not SQL
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: PostgreSQL cannot parse this statement: {server_message}.{reach}
-- needs: statements
-- since: 0.1.0
-- tags: alignment, sql
--
-- ## Why
-- The server answers every such statement with SQLSTATE 42601. Typical causes are a clause in the wrong place, a comma left behind by an edit,
-- a space missing between two concatenated parts, and a placeholder style that the driver does not translate (`?` handed to PostgreSQL).
--
-- Reported only where every text the statement may have is broken, and only texts whose every part is known: where something unknown is spliced
-- in, or a list may be empty, the mistake could be ours. Syntax newer than the parser is not reported, but counted as unchecked.
-- A parameter in an unusual place is not reported where psycopg2 may be the driver, which writes the values into the text itself.
--
-- ## Fix
-- Read the statement as the driver sends it, all parts joined, and correct it at the place the message names.
WITH placed AS (							-- psycopg2 puts the values into the text itself: "IN %s" with a tuple is right there
	SELECT EXISTS (SELECT 1 FROM dependency WHERE ecosystem = 'pypi' AND name IN ('psycopg', 'asyncpg'))
		AND NOT EXISTS (SELECT 1 FROM dependency WHERE ecosystem = 'pypi' AND name LIKE 'psycopg2%')
		AND NOT EXISTS (SELECT 1 FROM import WHERE package LIKE 'psycopg2%') AS other
)
SELECT p.file_id, p.line, p.column, p.message AS subject, p.scope,
	p.message AS server_message,
	p.reach, p.witness
FROM source_problem p
	JOIN statement s ON s.id = p.statement_id
WHERE p.code = 'syntax-error' AND p.certain AND p.in_all
	AND NOT EXISTS (SELECT 1 FROM statement_placeholder h WHERE h.statement_id = p.statement_id AND h.complete AND h.kind IN ('foreign', 'cut', 'mixed', 'percent', 'operator', 'quoted', 'bare-list', 'table'))	-- query/placeholder-*
	AND NOT EXISTS (SELECT 1 FROM statement_variant v WHERE v.statement_id = p.statement_id AND NOT v.complete)
	AND NOT (s.driver IN ('psycopg', 'psycopg2') AND p.message LIKE 'syntax error at or near "\%%' ESCAPE '\')
	AND NOT (s.driver IN ('psycopg', 'psycopg2', 'sqlalchemy', 'databases') AND p.message LIKE 'syntax error at or near "$%' AND NOT (SELECT other FROM placed))
