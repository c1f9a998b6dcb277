-- title: A model is asked for an attribute it does not have
-- severity: error
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{model}" has no attribute "{attribute}": {what}.{hint}{more}{reach}
-- since: 0.1.0
-- tags: alignment, orm
--
-- ## Why
-- A name of a model that was renamed or never mapped is no error until the line runs: then Python raises AttributeError, or the library refuses the
-- keyword, before a statement is sent. Code that runs seldom (reports, exports, nightly jobs) keeps such a name for months.
--
-- Reported only where everything a model can be asked for is known: its own class, its mixins and its bases, relationships and their backrefs, and what is
-- set on the class elsewhere. Models with a metaclass, a decorator, `__getattr__`, a base from another library or a table read from the database are
-- left alone, and so is a function that asks `hasattr` first.
--
-- ## Fix
-- Use the name the model maps, or map the attribute (and add its migration).
WITH asked AS (
	SELECT m.class_id, m.name AS attribute, m.file_id, m.function_id, m.line, m.column, 'reading it raises AttributeError' AS what, 0 AS missing FROM class_member m
	UNION ALL
	SELECT u.class_id, u.attribute, coalesce(u.file_id, c.file_id), c.function_id, coalesce(u.line, c.line), iif(u.line IS NULL, c.column, 1),
		coalesce(u.how, 'given as a keyword ') || 'it raises ' || u.error, u.missing
	FROM attribute_use u JOIN call c ON c.id = u.call_id
), missing AS (
	SELECT a.*, k.name AS model, m.schema, m.table_name, min(printf('%06d %06d', a.line, a.column)) AS nearest, count(*) AS uses
	FROM asked a JOIN model m ON m.class_id = a.class_id AND (m.closed OR a.missing) JOIN class k ON k.id = a.class_id JOIN file f ON f.id = a.file_id AND f.role = 'source'
	WHERE a.attribute NOT LIKE '!_%' ESCAPE '!'
		AND (a.missing OR NOT EXISTS (SELECT 1 FROM model_attribute o WHERE o.class_id = a.class_id AND o.attribute = a.attribute)
			AND NOT EXISTS (SELECT 1 FROM model_column o WHERE o.class_id = a.class_id AND o.attribute = a.attribute))
		AND NOT EXISTS (SELECT 1 FROM call h WHERE h.function_id = a.function_id AND h.name IN ('hasattr', 'getattr') AND h.receiver IS NULL)
	GROUP BY a.class_id, a.attribute, a.function_id
)
SELECT x.file_id, x.line, x.column, x.model || '.' || x.attribute AS subject, f.name AS scope, x.model || '.' || x.attribute AS object,
	x.model, x.attribute, x.what,
	coalesce(' The nearest name is "' || (SELECT nearest(x.attribute, c.attribute) FROM model_column c WHERE c.class_id = x.class_id) || '".',
		iif(EXISTS (SELECT 1 FROM declared_column d JOIN declared_source s ON s.id = d.source_id AND s.kind = 'effective' WHERE d.schema = x.schema AND d.table_name = x.table_name AND d.name = x.attribute),
			' Table "' || x.table_name || '" has such a column; the model does not map it.', '')) AS hint,
	CASE x.uses WHEN 1 THEN '' WHEN 2 THEN ' The function asks for it once more.' ELSE ' The function asks for it ' || (x.uses - 1) || ' more times.' END AS more,
	coalesce((SELECT ' ' || r.method || ' ' || r.path || iif(count(*) > 1, ' and ' || (count(*) - 1) || iif(count(*) > 2, ' more routes run', ' more route run'), ' runs') || ' it.'
		FROM (SELECT r.method, r.path FROM reach y JOIN route r ON r.id = y.route_id WHERE y.function_id = x.function_id ORDER BY y.certain DESC, y.depth, r.path, r.method) r), '') AS reach
FROM missing x JOIN function f ON f.id = x.function_id
