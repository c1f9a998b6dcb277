-- title: pg-promise
-- package: npm pg-promise

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('pg-promise.default',              'pg-promise',              0),
    ('pg-promise()()',                  'pg-promise.Database()',   0),
    ('pg-promise.IDatabase()',          'pg-promise.Database()',   0),
    ('pg-promise.ITask()',              'pg-promise.Database()',   0);
WITH scope(s) AS (VALUES ('task'), ('taskIf'), ('tx'), ('txIf'), ('connect'))
INSERT INTO type_alias(path, type, same)
    SELECT 'pg-promise.Database().' || s || '(fn)#0', 'pg-promise.Database()', 0 FROM scope;
INSERT INTO type_alias(path, type, same) VALUES
    ('pg-promise.Database().connect()',    'pg-promise.Database()', 0),
    ('pg-promise.Database().any()',        'pg-promise.Rows()',     0),
    ('pg-promise.Database().manyOrNone()', 'pg-promise.Rows()',     0),
    ('pg-promise.Database().query()',      'pg-promise.Rows()',     0),
    ('pg-promise.Database().oneOrNone()',  'pg-promise.Row()',      0),
    ('pg-promise.Database().one()',        'pg-promise.OneRow()',   0),
    ('pg-promise.Database().many()',       'pg-promise.SomeRows()', 0),
    ('pg-promise.Database().result()',     'pg-promise.Result()',   0),
    ('pg-promise.Database().multiResult()', 'pg-promise.Results()', 0);
INSERT INTO value_shape(path, shape) VALUES
    ('pg-promise.Rows()',          'rows'),
    ('pg-promise.Rows()[]',        'row'),
    ('pg-promise.Row()',           'row'),
    ('pg-promise.OneRow()',        'result'),          -- one() rejects when there is none
    ('pg-promise.SomeRows()',      'result'),          -- so does many()
    ('pg-promise.Result()',        'result'),
    ('pg-promise.Result().rows',   'rows'),
    ('pg-promise.Result().rows[]', 'row'),
    ('pg-promise.Result().rowCount', 'count');

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'pg-promise', 'sql', 0, 'formatted', 1, CASE c.name WHEN 'one' THEN 'row' WHEN 'oneOrNone' THEN 'row' WHEN 'result' THEN 'result' WHEN 'none' THEN 'none' ELSE 'rows' END
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type = 'pg-promise.Database()'
  AND c.name IN ('any', 'many', 'manyOrNone', 'none', 'one', 'oneOrNone', 'query', 'result', 'each', 'map', 'multi', 'multiResult') AND coalesce(a.entity, '') <> 'object';

INSERT INTO statement_site(call_id, driver, kind, text_position, text_keyword, placeholders, parameters, api)
SELECT c.id, 'pg-promise', 'sql', 0, 'text', 'dollar', NULL, 'rows'                          -- any({ text, values })
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
WHERE c.receiver_type = 'pg-promise.Database()' AND c.name IN ('any', 'many', 'manyOrNone', 'none', 'one', 'oneOrNone', 'query', 'result')
  AND EXISTS (SELECT 1 FROM property p WHERE p.object_id = a.entity_id AND p.key = 'text');

INSERT INTO driver_binding(driver, sent, scans, list, unused) VALUES ('pg-promise', 'inside', 'all', 'array', 'ignored');
