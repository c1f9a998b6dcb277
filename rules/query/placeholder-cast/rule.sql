-- title: A cast hides a parameter from SQLAlchemy
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: SQLAlchemy leaves "{text}::" as it is, because a colon follows the name: the server gets the colon and refuses the statement (42601).{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- text() takes `:name` for a parameter only where no colon follows. Of `:id::int` nothing is replaced, and the value that is given is not sent.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Write `CAST(:id AS int)`.
SELECT h.file_id, min(h.line) AS line, h.column, h.text AS subject, h.object, h.scope, h.text AS text, h.reach, h.witness
FROM placeholder_way h
WHERE h.kind = 'cut' AND h.complete
GROUP BY h.statement_id, h.text
