-- title: Django's querysets and cursors
-- package: pypi django rest_framework
--
-- A queryset is sent by what takes rows from it, or where the chain ends: handed on, returned, looped over.

-- types
INSERT INTO type_alias(path, type, same)
    SELECT m || '.' || n, 'django.QuerySet()', 0
    FROM (SELECT column1 AS m FROM (VALUES ('django.db.models.Model'), ('django.db.models.base.Model'), ('django.contrib.gis.db.models.Model'), ('django.contrib.auth.models.AbstractUser'))),
        (SELECT column1 AS n FROM (VALUES ('objects'), ('_default_manager'), ('_base_manager')));
CREATE TEMP TABLE dj_step(name TEXT PRIMARY KEY, effect TEXT, takes TEXT, gives TEXT);          -- gives: NULL a queryset
INSERT INTO dj_step VALUES ('all', 'same', 'all', NULL), ('filter', 'equals', 'all', NULL), ('exclude', 'restrict', 'all', NULL), ('order_by', 'order', 'all', NULL), ('reverse', 'same', 'all', NULL),
    ('distinct', 'same', 'all', NULL), ('values', 'same', 'all', NULL), ('values_list', 'same', 'all', NULL), ('only', 'same', 'all', NULL), ('defer', 'same', 'all', NULL),
    ('select_related', 'same', 'all', NULL), ('prefetch_related', 'same', 'all', NULL), ('select_for_update', 'same', 'all', NULL), ('using', 'same', 'all', NULL), ('annotate', 'group', 'all', NULL),
    ('alias', 'group', 'all', NULL), ('extra', 'group', 'all', NULL), ('union', 'group', 'all', NULL), ('intersection', 'group', 'all', NULL), ('difference', 'group', 'all', NULL),
    ('complex_filter', 'restrict', 'all', NULL), ('none', 'restrict', NULL, NULL), ('dates', 'group', 'all', NULL), ('datetimes', 'group', 'all', NULL), ('iterator', 'same', 'all', 'rows'),
    ('get', 'equals', 'all', 'row'), ('first', 'same', 'first', 'row'), ('last', 'same', 'first', 'row'), ('earliest', 'same', 'first', 'row'), ('latest', 'same', 'first', 'row'),
    ('count', 'same', 'count', 'value'), ('exists', 'same', 'count', 'value'), ('aggregate', 'same', 'count', 'value'), ('in_bulk', 'restrict', 'all', 'value'), ('contains', 'restrict', 'count', 'value'),
    ('create', 'set', 'all', 'insert'), ('bulk_create', 'same', 'all', 'insert'), ('get_or_create', 'same', 'all', 'insert'), ('update_or_create', 'same', 'all', 'insert'),
    ('update', 'set', 'all', 'update'), ('bulk_update', 'same', 'all', 'update'), ('delete', 'same', 'all', 'delete');
INSERT INTO dj_step SELECT 'a' || name, effect, takes, gives FROM dj_step WHERE gives IS NOT NULL;
INSERT INTO type_alias(path, type, same) SELECT 'django.QuerySet().' || name || '()', 'django.QuerySet()', 1 FROM dj_step WHERE gives IS NULL;
INSERT INTO query_step(path, effect, position, takes) SELECT 'django.QuerySet().' || name, effect, NULL, takes FROM dj_step;
INSERT INTO query_step(path, effect, position, takes) VALUES ('django.QuerySet()', 'root', NULL, NULL), ('django.shortcuts.get_object_or_404', 'equals', NULL, 'all'), ('django.shortcuts.get_list_or_404', 'equals', NULL, 'all');
INSERT INTO query_condition(path, operator) VALUES ('django:exact', '='), ('django:in', 'in'), ('django:gt', '>'), ('django:gte', '>='), ('django:lt', '<'), ('django:lte', '<='), ('django:isnull', 'is'),
    ('django:contains', 'like'), ('django:icontains', 'like'), ('django:startswith', 'like'), ('django:istartswith', 'like'), ('django:endswith', 'like'), ('django:iendswith', 'like'), ('django:iexact', 'like'),
    ('django:regex', 'like'), ('django:iregex', 'like');
INSERT INTO value_shape(path, shape) VALUES ('django.QuerySet()', 'rows'), ('django.QuerySet()[]', 'row'), ('django.QuerySet().first()', 'row'), ('django.QuerySet().last()', 'row'),
    ('django.QuerySet().count()', 'count'), ('django.Cursor().fetchall()', 'rows'), ('django.Cursor().fetchmany()', 'rows'), ('django.Cursor().fetchone()', 'row'), ('django.Cursor().rowcount', 'count');
INSERT INTO type_alias(path, type, same) VALUES ('django.db.connection.cursor()', 'django.Cursor()', 0), ('django.db.connections[].cursor()', 'django.Cursor()', 0), ('django.Cursor().execute()', 'django.Cursor()', 1);

-- facts
CREATE TEMP TABLE dj_chain AS                   -- the call a chain begins with, and the model it asks
SELECT c.id AS origin, c.receiver_class_id AS class_id FROM call c WHERE c.receiver_type = 'django.QuerySet()' AND c.receiver_class_id IS NOT NULL;
CREATE INDEX temp.dj_chain_origin ON dj_chain(origin);
CREATE TEMP TABLE dj_sent AS
SELECT c.id AS call_id, s.gives, n.class_id, c.receiver_call_id, c.result_origin
FROM call c JOIN dj_step s ON s.name = c.name JOIN dj_chain n ON n.origin = coalesce(iif(c.receiver_class_id IS NULL, c.receiver_origin, NULL), c.id)
WHERE c.receiver_type = 'django.QuerySet()';
CREATE INDEX temp.dj_sent_receiver ON dj_sent(receiver_call_id);

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT s.call_id, 'django', 'orm', 'none', iif(s.gives IN ('row', 'value', 'rows'), s.gives, iif(s.gives IS NULL, 'rows', 'none')), s.class_id, iif(s.gives IN ('insert', 'update', 'delete'), s.gives, 'read')
FROM dj_sent s JOIN call c ON c.id = s.call_id
WHERE s.gives IS NOT NULL
    OR c.name <> 'none' AND NOT EXISTS (SELECT 1 FROM call n WHERE n.receiver_call_id = c.id)      -- the last of its chain, and no variable that is asked for more
    AND NOT (c.use = 'assigned' AND EXISTS (SELECT 1 FROM call n WHERE n.receiver_origin = s.result_origin AND n.receiver_type = 'django.QuerySet()' AND n.receiver_call_id IS NULL AND n.id <> c.id));

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)          -- get_object_or_404(Book, pk=pk)
SELECT c.id, 'django', 'orm', 'none', iif(c.name = 'get_list_or_404', 'rows', 'row'), a.entity_id, 'read'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class' WHERE c.callee IN ('django.shortcuts.get_object_or_404', 'django.shortcuts.get_list_or_404');

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'django', 'sql', 0, iif(EXISTS (SELECT 1 FROM argument v WHERE v.call_id = c.id AND (v.position = 1 AND v.keyword IS NULL OR v.keyword = 'params')), 'pyformat', 'none'), 1, iif(c.name = 'raw', 'rows', 'result')
FROM call c WHERE c.callee IN ('django.Cursor().execute', 'django.QuerySet().raw');

-- Each write is a transaction of its own, unless something says otherwise: ATOMIC_REQUESTS, transaction.atomic() around it, on its function or class, or in a file that calls its function
CREATE TEMP TABLE dj_atomic AS SELECT id AS call_id, file_id, function_id, line FROM call WHERE callee LIKE 'django.db.transaction.atomic%';
INSERT INTO alone(call_id)
SELECT s.call_id
FROM statement_site s
JOIN call c ON c.id = s.call_id
JOIN function f ON f.id = c.function_id
WHERE s.driver = 'django' AND s.action IN ('insert', 'update', 'delete')
  AND NOT EXISTS (SELECT 1 FROM property p WHERE p.key = 'ATOMIC_REQUESTS' AND p.value IS NOT 'false')
  AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.name = 'ATOMIC_REQUESTS' AND b.value IS NOT 'false')
  AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.keyword IN ('ATOMIC_REQUESTS', 'atomic_requests'))
  AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.value LIKE '%ATOMIC_REQUESTS%')
  AND NOT EXISTS (SELECT 1 FROM dj_atomic a WHERE a.function_id = c.function_id)
  AND NOT EXISTS (SELECT 1 FROM decorator d WHERE d.target_kind = 'function' AND d.target_id = c.function_id AND d.type LIKE 'django.db.transaction.atomic%')
  AND NOT EXISTS (SELECT 1 FROM decorator d WHERE d.target_kind = 'class' AND d.target_id = f.class_id)
  AND NOT EXISTS (SELECT 1 FROM call_target t JOIN call k ON k.id = t.call_id JOIN dj_atomic a ON a.file_id = k.file_id WHERE t.function_id = c.function_id);

INSERT INTO driver_binding(driver, sent, scans, list, tuple, unused) VALUES ('django', 'inside', 'all', 'array', 'row', 'ignored');
