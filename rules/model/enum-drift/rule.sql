-- title: A model has a value that the enum type lacks
-- severity: warning
-- confidence: high
-- profile: safety
-- status: preview
-- message: {values} of "{type_name}" in the model {are} not in the type of {origin}: a statement that sends {it} is refused (22P02). Add the value: ALTER TYPE {type_name} ADD VALUE …
-- needs: schema
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- A value added to an enum of the code is a migration, too. Until it has run, every statement with the new value fails, those that only compare with it included.
--
-- Reported for enum types that the models and the migrations declare under one name.
--
-- ## Fix
-- `ALTER TYPE … ADD VALUE '…'` in a migration of its own: before PostgreSQL 12 it cannot run in a transaction, and a new value cannot be used in the one that adds it.
WITH label AS (
	SELECT t.rowid AS id, t.source_id, t.schema, t.name, trim(j.value) AS label
	FROM declared_type t, json_each('["' || replace(replace(replace(t.labels, '\', '\\'), '"', '\"'), ', ', '","') || '"]') j
	WHERE t.kind = 'enum' AND t.labels IS NOT NULL
)
SELECT m.file_id, m.line, m.name AS subject, m.schema || '.' || m.name AS object, m.name AS type_name, origin.name AS origin,
	group_concat('"' || l.label || '"', ', ') AS "values", iif(count(*) = 1, 'is', 'are') AS are, iif(count(*) = 1, 'it', 'one of them') AS it
FROM declared_type m
	JOIN declared_source ms ON ms.id = m.source_id AND ms.kind = 'models' AND NOT ms.used
	JOIN file f ON f.id = m.file_id AND f.role = 'source'
	JOIN declared_type e ON e.schema = m.schema AND e.name = m.name AND e.kind = 'enum'
	JOIN declared_source es ON es.id = e.source_id AND es.kind = 'effective'
	JOIN schema_origin origin ON origin.complete
	JOIN label l ON l.id = m.rowid
WHERE m.kind = 'enum' AND NOT (SELECT any FROM schema_gap)
	AND NOT EXISTS (SELECT 1 FROM label o WHERE o.id = e.rowid AND o.label = l.label)
GROUP BY m.rowid
