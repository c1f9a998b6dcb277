-- title: The jsonb operator ? is taken for a placeholder
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: The operator "{text}" is taken for a placeholder by {driver}, which then finds one value too few.{reach}
-- needs: statements
-- since: 0.2.0
-- tags: sql, binding
--
-- ## Why
-- knex replaces every `?` of a raw text that is given values, the operators `?`, `?|` and `?&` of jsonb included.
-- Measured: tests/live/drivers.sh.
--
-- ## Fix
-- Write `\\?`, or use the function: `jsonb_exists(data, 'key')`.
SELECT h.file_id, h.line, h.column, h.text AS subject, h.object, h.scope, h.text AS text, h.driver AS driver, h.reach, h.witness
FROM placeholder_way h
WHERE h.kind = 'operator' AND h.complete
