-- title: node-postgres
-- package: npm pg pg-pool

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('pg-pool()',                         'pg.Pool()',        0),
    ('pg.native.Pool()',                  'pg.Pool()',        0),
    ('pg.native.Client()',                'pg.Client()',      0),
    ('pg.PoolClient()',                   'pg.Client()',      0),
    ('pg.ClientBase()',                   'pg.Client()',      0),
    ('pg.Pool().connect()',               'pg.Client()',      0),
    ('pg.Pool().connect(fn)#1',           'pg.Client()',      0),
    ('pg.Pool().query()',                 'pg.Result()',      0),
    ('pg.Client().query()',               'pg.Result()',      0),
    ('pg.QueryResult()',                  'pg.Result()',      0),
    ('pg.Pool().query(fn)#1',             'pg.Result()',      0),
    ('pg.Client().query(fn)#1',           'pg.Result()',      0),
    ('pg.Pool().on()',                    'pg.Pool()',        1),
    ('pg.Client().on()',                  'pg.Client()',      1);
INSERT INTO value_shape(path, shape) VALUES
    ('pg.Result()',          'result'),
    ('pg.Result().rows',     'rows'),
    ('pg.Result().rows[]',   'row'),
    ('pg.Result().rowCount', 'count');

INSERT INTO text_helper(path, effect) VALUES
    ('pg.escapeIdentifier', 'quotes'), ('pg.escapeLiteral', 'quotes'), ('pg.Client().escapeIdentifier', 'quotes'), ('pg.Client().escapeLiteral', 'quotes'), ('pg-format.ident', 'quotes'), ('pg-format.literal', 'quotes'), ('pg-format.quoteIdent', 'quotes'), ('pg-format.quoteLiteral', 'quotes'), ('pg-format.default.ident', 'quotes'), ('pg-format.default.literal', 'quotes');

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'node-postgres', 'sql', 0, 'dollar', 1, 'result'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type IN ('pg.Pool()', 'pg.Client()') AND c.name = 'query' AND a.kind <> 'object' AND coalesce(a.entity, '') <> 'object';

INSERT INTO statement_site(call_id, driver, kind, text_position, text_keyword, placeholders, parameters, api)
SELECT c.id, 'node-postgres', 'sql', 0, 'text', 'dollar', NULL, 'result'                     -- query({ text, values })
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
WHERE c.receiver_type IN ('pg.Pool()', 'pg.Client()') AND c.name = 'query' AND EXISTS (SELECT 1 FROM property p WHERE p.object_id = a.entity_id AND p.key = 'text');

INSERT INTO pool(call_id, driver)
SELECT c.id, 'node-postgres' FROM call c WHERE c.is_new AND c.result_type = 'pg.Pool()' AND c.result_origin = c.id;

INSERT INTO pool_limit(pool_call_id)
SELECT p.call_id FROM pool p JOIN argument a ON a.call_id = p.call_id AND a.position = 0
WHERE p.driver = 'node-postgres'
  AND (a.entity IS NOT 'object' OR EXISTS (SELECT 1 FROM property x WHERE x.object_id = a.entity_id
        AND (x.is_spread OR x.key IN ('connectionTimeoutMillis', 'statement_timeout', 'query_timeout', 'lock_timeout', 'options') OR regexp('(?i)timeout', coalesce(x.value, '')))));

INSERT INTO pool_listener(pool_call_id, call_id)
SELECT c.receiver_origin, c.id FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.value = 'error'
WHERE c.receiver_type = 'pg.Pool()' AND c.name IN ('on', 'once', 'addListener')
UNION ALL
SELECT NULL, c.id FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.value = 'uncaughtException'
WHERE c.receiver_type = 'global.process' AND c.name IN ('on', 'once', 'addListener');

INSERT INTO borrowed(call_id, driver)
SELECT c.id, 'node-postgres' FROM call c
WHERE c.receiver_type = 'pg.Pool()' AND c.name = 'connect' AND NOT EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id);

INSERT INTO given_back(borrowed_call_id, call_id)
SELECT c.receiver_origin, c.id FROM call c WHERE c.receiver_type = 'pg.Client()' AND c.name = 'release' AND c.receiver_origin IS NOT NULL;

INSERT INTO begun(call_id, object_call_id, driver)
SELECT c.id, c.receiver_origin, 'node-postgres' FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND regexp('(?i)^\s*(begin|start\s+transaction)\b', a.value)
WHERE c.receiver_type = 'pg.Client()' AND c.name = 'query' AND c.receiver_origin IS NOT NULL;
INSERT INTO committed(object_call_id)
SELECT c.receiver_origin FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND (a.value IS NULL OR regexp('(?i)^\s*(commit|end)\b', a.value))
WHERE c.receiver_type = 'pg.Client()' AND c.name = 'query' AND c.receiver_origin IS NOT NULL;

INSERT INTO alone(call_id) SELECT c.id FROM call c WHERE c.receiver_type = 'pg.Pool()' AND c.name = 'query';

-- An array of JavaScript goes as an array of PostgreSQL, whatever the column is: tests/real/drivers.
INSERT INTO driver_binding(driver, sent, list) VALUES ('node-postgres', 'beside', 'array');
INSERT INTO driver_value(driver, form, type, effect) VALUES
    ('node-postgres', 'array', 'json',  'node-postgres sends {"a","b"}, an array of PostgreSQL and no JSON (22P02). Pass JSON.stringify(value)'),
    ('node-postgres', 'array', 'jsonb', 'node-postgres sends {"a","b"}, an array of PostgreSQL and no JSON (22P02). Pass JSON.stringify(value)');
