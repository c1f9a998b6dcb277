-- title: Names of Django models in queries, constructors and serializers
-- package: pypi django rest_framework
--
-- filter(author__name__icontains=…) is followed over the relations, step by step: a step no model has raises FieldError when the queryset is made. Models with bases of
-- other libraries, and those other applications may refer to (AbstractUser), are left alone.

-- facts
CREATE TEMP TABLE dju_open AS                    -- models of which not every name is known
SELECT class_id FROM dj_model WHERE is_open OR is_foreign
UNION SELECT u.class_id FROM dj_up u JOIN class_base b ON b.class_id = u.base_id AND b.type GLOB 'django.contrib.auth.*'
UNION SELECT u.class_id FROM dj_up u JOIN function f ON f.class_id = u.base_id AND f.name IN ('__getattr__', '__init__');
CREATE TEMP TABLE dju_name AS                    -- names a query may use, and where they lead: NULL a column, 0 nobody knows
SELECT a.class_id, a.attribute AS name, iif(a.takes IN ('fk', 'link'), coalesce(t.target_id, 0), iif(a.takes = 'own', 0, NULL)) AS target_id, 1 AS own
FROM dj_attribute a LEFT JOIN dj_target t ON t.class_id = a.class_id AND t.attribute = a.attribute
UNION ALL SELECT class_id, attribute || '_id', NULL, 1 FROM dj_attribute WHERE takes = 'fk'
UNION ALL SELECT class_id, 'pk', NULL, 1 FROM dj_model
UNION ALL                                       -- GenericRelation, GenericForeignKey
SELECT m.class_id, b.name, 0, 1 FROM dj_model m JOIN dj_up u ON u.class_id = m.class_id JOIN binding b ON b.class_id = u.base_id AND b.how <> 'member' JOIN dj_field f ON f.call_id = b.value_call_id AND f.takes = 'none'
UNION ALL                                       -- the other side of a relation: related_query_name, related_name, or the model's name
SELECT t.target_id, CASE WHEN r.call_id IS NOT NULL AND r.value IS NULL OR n.call_id IS NOT NULL AND n.value IS NULL THEN '*'
    ELSE replace(replace(coalesce(r.value, n.value, d.value, lower(m.name)), '%(class)s', lower(m.name)), '%(app_label)s', m.app) END, m.class_id, 0
FROM dj_target t JOIN dj_attribute a ON a.class_id = t.class_id AND a.attribute = t.attribute JOIN dj_model m ON m.class_id = t.class_id
LEFT JOIN argument n ON n.call_id = a.call_id AND n.keyword = 'related_name' LEFT JOIN argument r ON r.call_id = a.call_id AND r.keyword = 'related_query_name'
LEFT JOIN dj_option d ON d.class_id = t.class_id AND d.name = 'default_related_name'
WHERE t.target_id IS NOT NULL;
INSERT INTO dju_open SELECT DISTINCT class_id FROM dju_name WHERE name = '*' AND class_id NOT IN (SELECT class_id FROM dju_open);
CREATE INDEX temp.dju_name_class ON dju_name(class_id, name);
CREATE INDEX temp.dju_open_class ON dju_open(class_id);

-- what a value is a row of: made by the class, read by a query
CREATE TEMP TABLE dju_row AS
SELECT c.id AS origin, m.class_id, 1 AS made FROM dj_model m JOIN call c ON c.callee = 'class:' || m.class_id
UNION ALL SELECT s.call_id, s.class_id, 0 FROM dj_sent s WHERE s.gives = 'row'
UNION ALL SELECT c.id, a.entity_id, 0 FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class' WHERE c.callee = 'django.shortcuts.get_object_or_404';
CREATE INDEX temp.dju_row_origin ON dju_row(origin);

-- author.books.filter(…), book.tags.all(): the manager of a relation
CREATE TEMP TABLE dju_related AS
WITH RECURSIVE chain(call_id, class_id, depth, origin) AS (
    SELECT c.id, n.target_id, 0, c.id FROM dju_row r JOIN call c ON c.receiver_origin = r.origin AND instr(c.receiver, '.') JOIN dju_name n ON n.class_id = r.class_id AND n.target_id > 0
        AND substr(c.receiver, instr(c.receiver, '.') + 1) IN (n.name, iif(n.own, NULL, n.name || '_set')) JOIN dj_step s ON s.name = c.name
    UNION
    SELECT c.id, h.class_id, h.depth + 1, h.origin FROM chain h JOIN call c ON c.receiver_call_id = h.call_id OR c.receiver_origin = h.call_id AND c.receiver_call_id IS NULL JOIN dj_step s ON s.name = c.name WHERE h.depth < 12
)
SELECT h.call_id, h.class_id, s.gives, h.origin FROM chain h JOIN call c ON c.id = h.call_id JOIN dj_step s ON s.name = c.name;

-- names a chain makes for itself; chains that make some nobody can name
CREATE TEMP TABLE dju_sent AS SELECT call_id, class_id FROM dj_sent UNION SELECT call_id, class_id FROM dju_related;
CREATE INDEX temp.dju_sent_call ON dju_sent(call_id);
CREATE TEMP TABLE dju_made AS
SELECT r.call_id, r.origin, c.name AS method FROM dju_related r JOIN call c ON c.id = r.call_id
UNION
SELECT s.call_id, n.origin, c.name FROM dj_sent s JOIN call c ON c.id = s.call_id JOIN dj_chain n ON n.origin = coalesce(iif(c.receiver_class_id IS NULL, c.receiver_origin, NULL), c.id);
CREATE INDEX temp.dju_made_call ON dju_made(call_id);
CREATE TEMP TABLE dju_annotation AS
SELECT m.origin, a.keyword AS name FROM dju_made m JOIN argument a ON a.call_id = m.call_id AND a.keyword IS NOT NULL WHERE m.method IN ('annotate', 'alias', 'values', 'values_list', 'aggregate', 'extra')
UNION SELECT m.origin, p.key FROM dju_made m JOIN argument a ON a.call_id = m.call_id AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.key IS NOT NULL WHERE m.method = 'extra'
UNION SELECT m.origin, v.value || '__' || lower(f.name) FROM dju_made m JOIN argument a ON a.call_id = m.call_id AND a.keyword IS NULL AND a.value_call_id IS NOT NULL JOIN call f ON f.id = a.value_call_id
    JOIN argument v ON v.call_id = f.id AND v.position = 0 AND v.value IS NOT NULL WHERE m.method IN ('annotate', 'alias');
CREATE INDEX temp.dju_annotation_origin ON dju_annotation(origin, name);
CREATE TEMP TABLE dju_loose AS                   -- annotate(**more), extra(…), union(…): more names than are written
SELECT DISTINCT m.origin FROM dju_made m JOIN argument a ON a.call_id = m.call_id WHERE a.is_spread AND m.method IN ('annotate', 'alias', 'values', 'values_list')
    OR m.method IN ('extra', 'union', 'intersection', 'difference', 'dates', 'datetimes') OR m.method IN ('annotate', 'alias') AND a.keyword IS NULL AND a.value_call_id IS NULL;

CREATE TEMP TABLE dju_asked(call_id INTEGER, at INTEGER, origin INTEGER, class_id INTEGER, path TEXT, error TEXT, how TEXT, lookups INTEGER);
INSERT INTO dju_asked                            -- filter(a__b__in=…), get(…), get_or_create(…)
SELECT s.call_id, s.call_id, m.origin, s.class_id, a.keyword, 'FieldError', NULL, 1 FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id JOIN argument a ON a.call_id = s.call_id AND a.keyword IS NOT NULL AND NOT a.is_spread
WHERE ltrim(m.method, 'a') IN ('filter', 'exclude', 'get', 'get_or_create', 'update_or_create') AND a.keyword NOT IN ('defaults', 'create_defaults')
UNION ALL                                       -- get_object_or_404(Book, isbn=…)
SELECT c.id, c.id, c.id, k.entity_id, a.keyword, 'FieldError', NULL, 1 FROM call c JOIN argument k ON k.call_id = c.id AND k.position = 0 AND k.entity = 'class' JOIN argument a ON a.call_id = c.id AND a.keyword IS NOT NULL AND NOT a.is_spread
WHERE c.callee IN ('django.shortcuts.get_object_or_404', 'django.shortcuts.get_list_or_404')
UNION ALL                                       -- Q(…) inside those
SELECT q.id, q.id, m.origin, s.class_id, a.keyword, 'FieldError', NULL, 1 FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id JOIN call q ON q.argument_of = s.call_id AND q.callee IN ('django.db.models.Q', 'django.db.models.query_utils.Q')
JOIN argument a ON a.call_id = q.id AND a.keyword IS NOT NULL AND NOT a.keyword GLOB '_*' AND NOT a.is_spread WHERE m.method IN ('filter', 'exclude', 'get', 'annotate', 'aggregate')
UNION ALL                                       -- order_by("-a"), values("a", "b__c"), only("a")
SELECT s.call_id, s.call_id, m.origin, s.class_id, ltrim(a.value, '-+'), iif(m.method IN ('only', 'defer', 'latest', 'earliest'), 'FieldDoesNotExist or FieldError', 'FieldError'), 'named in a query ', 0
FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id JOIN argument a ON a.call_id = s.call_id AND a.keyword IS NULL AND a.value IS NOT NULL AND a.entity = 'constant' AND a.kind = 'string'
WHERE m.method IN ('order_by', 'values', 'values_list', 'only', 'defer', 'distinct', 'latest', 'earliest', 'select_related') AND a.value NOT IN ('?', '') AND a.value NOT LIKE '%.%'
UNION ALL                                       -- F("a"), Count("b") inside annotate, filter, update
SELECT q.id, q.id, m.origin, s.class_id, a.value, 'FieldError', 'named in a query ', 0 FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id JOIN call q ON q.argument_of = s.call_id
    AND q.callee GLOB 'django.db.models*' AND q.name IN ('F', 'Count', 'Sum', 'Avg', 'Min', 'Max')
JOIN argument a ON a.call_id = q.id AND a.position = 0 AND a.value IS NOT NULL AND a.kind = 'string' AND a.value NOT IN ('*', '') WHERE m.method IN ('filter', 'exclude', 'annotate', 'aggregate', 'order_by', 'values', 'update');
-- more names than are known: a loose chain; for values() and annotate() the chain's own
DELETE FROM dju_asked WHERE origin IN (SELECT origin FROM dju_loose) OR path IN (SELECT name FROM dju_annotation n WHERE n.origin = dju_asked.origin)
    OR EXISTS (SELECT 1 FROM dju_annotation n WHERE n.origin = dju_asked.origin AND dju_asked.path GLOB n.name || '__*');

CREATE TEMP TABLE dju_walk AS                    -- step by step over the relations, as far as models are known
WITH RECURSIVE walk(asked, class_id, step, rest, depth, lookups) AS (
    SELECT rowid, class_id, iif(instr(path, '__'), substr(path, 1, instr(path, '__') - 1), path), iif(instr(path, '__'), substr(path, instr(path, '__') + 2), NULL), 0, lookups FROM dju_asked
    UNION ALL
    SELECT w.asked, n.target_id, iif(instr(w.rest, '__'), substr(w.rest, 1, instr(w.rest, '__') - 1), w.rest), iif(instr(w.rest, '__'), substr(w.rest, instr(w.rest, '__') + 2), NULL), w.depth + 1, w.lookups
    FROM walk w JOIN dju_name n ON n.class_id = w.class_id AND n.name = w.step WHERE n.target_id > 0 AND w.rest IS NOT NULL AND w.depth < 12
)
SELECT * FROM walk w WHERE w.class_id IN (SELECT class_id FROM dj_model) AND w.class_id NOT IN (SELECT class_id FROM dju_open)
    AND NOT EXISTS (SELECT 1 FROM dju_name n WHERE n.class_id = w.class_id AND n.name = w.step)
    AND NOT (w.depth > 0 AND w.rest IS NULL AND w.step IN ('exact', 'in', 'isnull', 'gt', 'gte', 'lt', 'lte', 'range'));
INSERT INTO attribute_use(class_id, attribute, call_id, error, how, missing)
SELECT DISTINCT w.class_id, w.step, a.at, a.error, a.how, 1 FROM dju_walk w JOIN dju_asked a ON a.rowid = w.asked
WHERE NOT EXISTS (SELECT 1 FROM binding b JOIN dj_up u ON u.base_id = b.class_id WHERE u.class_id = a.class_id AND b.name = 'objects' AND b.how <> 'member' AND b.type IS NOT 'django.db.models.Manager()');

-- create(titel=…), update(titel=…), Book(titel=…)
CREATE TEMP TABLE dju_given AS
SELECT s.call_id, s.class_id, a.keyword AS name, iif(m.method IN ('update', 'aupdate'), 'FieldDoesNotExist', 'TypeError') AS error FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id
JOIN argument a ON a.call_id = s.call_id AND a.keyword IS NOT NULL AND NOT a.is_spread WHERE m.method IN ('create', 'acreate', 'update', 'aupdate')
UNION ALL
SELECT s.call_id, s.class_id, p.key, 'TypeError' FROM dju_sent s JOIN dju_made m ON m.call_id = s.call_id JOIN argument a ON a.call_id = s.call_id AND a.keyword IN ('defaults', 'create_defaults') AND a.entity = 'object'
JOIN property p ON p.object_id = a.entity_id AND p.key IS NOT NULL AND NOT p.is_spread WHERE ltrim(m.method, 'a') IN ('get_or_create', 'update_or_create')
UNION ALL
SELECT c.id, m.class_id, a.keyword, 'TypeError' FROM dj_model m JOIN call c ON c.callee = 'class:' || m.class_id JOIN argument a ON a.call_id = c.id AND a.keyword IS NOT NULL AND NOT a.is_spread;
INSERT INTO attribute_use(class_id, attribute, call_id, error, missing)
SELECT DISTINCT g.class_id, g.name, g.call_id, g.error, 1 FROM dju_given g
WHERE g.class_id IN (SELECT class_id FROM dj_model) AND g.class_id NOT IN (SELECT class_id FROM dju_open)
    AND NOT EXISTS (SELECT 1 FROM dju_name n WHERE n.class_id = g.class_id AND n.name = g.name AND n.own)
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN function f ON f.class_id = u.base_id AND f.name = g.name WHERE u.class_id = g.class_id)
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN binding b ON b.class_id = u.base_id AND b.name = g.name AND b.how <> 'member' WHERE u.class_id = g.class_id)
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN binding b ON b.class_id = u.base_id AND b.name = 'objects' AND b.how <> 'member' AND b.type IS NOT 'django.db.models.Manager()' WHERE u.class_id = g.class_id);

-- class Meta: model = Book; fields = ["titel"] of a ModelSerializer
CREATE TEMP TABLE dju_serializer AS
SELECT k.id AS class_id, k.file_id, m.entity_id AS model_id, f.entity_id AS fields_id
FROM class k JOIN dj_option m ON m.class_id = k.id AND m.name = 'model' AND m.entity = 'class' LEFT JOIN dj_option f ON f.class_id = k.id AND f.name = 'fields' AND f.entity = 'object'
WHERE EXISTS (SELECT 1 FROM dj_up u JOIN class_base b ON b.class_id = u.base_id WHERE u.class_id = k.id AND b.type GLOB 'rest_framework.serializers.*ModelSerializer')
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN class_base b ON b.class_id = u.base_id WHERE u.class_id = k.id AND b.base_class_id IS NULL AND coalesce(b.type, '') NOT GLOB 'rest_framework.serializers.*')
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN function g ON g.class_id = u.base_id AND g.name IN ('get_field_names', 'build_field', 'get_fields') WHERE u.class_id = k.id);
INSERT INTO attribute_use(class_id, attribute, call_id, error, how, missing, file_id, line)
SELECT s.model_id, p.value, (SELECT min(c.id) FROM call c WHERE c.file_id = s.file_id), 'ImproperlyConfigured', 'listed in the fields of a serializer ', 1, s.file_id, p.line
FROM dju_serializer s JOIN property p ON p.object_id = s.fields_id AND p.value IS NOT NULL AND p.kind = 'string'
WHERE s.model_id IN (SELECT class_id FROM dj_model) AND s.model_id NOT IN (SELECT class_id FROM dju_open) AND p.value NOT IN ('url', 'pk')
    AND NOT EXISTS (SELECT 1 FROM dju_name n WHERE n.class_id = s.model_id AND n.name = replace(p.value, '_set', ''))
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN binding b ON b.class_id = u.base_id AND b.name = p.value AND b.how <> 'member' WHERE u.class_id IN (s.class_id, s.model_id))
    AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN function f ON f.class_id = u.base_id AND f.name = p.value WHERE u.class_id = s.model_id);

-- book.save(), book.delete(), serializer.save()
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT c.id, 'django', 'orm', 'none', 'none', r.class_id, CASE WHEN c.name IN ('delete', 'adelete') THEN 'delete' WHEN c.name IN ('refresh_from_db', 'arefresh_from_db') THEN 'refresh' WHEN r.made THEN 'insert' ELSE 'update' END
FROM dju_row r JOIN call c ON c.receiver_origin = r.origin AND c.receiver_call_id IS NULL AND c.name IN ('save', 'asave', 'delete', 'adelete', 'refresh_from_db', 'arefresh_from_db')
JOIN dj_model m ON m.class_id = r.class_id AND NOT m.is_foreign WHERE instr(c.receiver, '.') = 0
UNION ALL
SELECT c.id, 'django', 'orm', 'none', 'none', s.model_id, iif(EXISTS (SELECT 1 FROM argument a WHERE a.call_id = k.id AND a.position = 0 AND a.keyword IS NULL OR a.call_id = k.id AND a.keyword = 'instance'), 'update', 'insert')
FROM dju_serializer s JOIN call k ON k.callee = 'class:' || s.class_id JOIN call c ON c.receiver_origin = k.id AND c.name = 'save' JOIN dj_model m ON m.class_id = s.model_id AND NOT m.is_foreign;

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT r.call_id, 'django', 'orm', 'none', iif(r.gives IN ('row', 'value', 'rows'), r.gives, iif(r.gives IS NULL, 'rows', 'none')), r.class_id, iif(r.gives IN ('insert', 'update', 'delete'), r.gives, 'read')
FROM dju_related r JOIN dj_model m ON m.class_id = r.class_id AND NOT m.is_foreign
WHERE r.gives IS NOT NULL OR NOT EXISTS (SELECT 1 FROM dju_related n JOIN call c ON c.id = n.call_id WHERE c.receiver_call_id = r.call_id OR c.receiver_origin = r.call_id);

-- What of a model is read: every column, but for values(), only(), counts and sums.
INSERT INTO orm_read(call_id, class_id)
SELECT s.call_id, s.class_id FROM statement_site s WHERE s.driver = 'django' AND s.kind = 'orm' AND s.action IN ('read', 'refresh')
    AND NOT EXISTS (SELECT 1 FROM dju_made m JOIN dju_made o ON o.origin = m.origin WHERE m.call_id = s.call_id AND o.method IN ('values', 'values_list', 'only', 'defer', 'count', 'acount', 'exists', 'aexists', 'aggregate', 'aaggregate',
        'dates', 'datetimes', 'in_bulk', 'contains', 'union', 'raw'));
