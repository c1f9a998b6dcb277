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

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'node-postgres', 'sql', 0, 'dollar', 1, 'result'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.receiver_type IN ('pg.Pool()', 'pg.Client()') AND c.name = 'query' AND a.kind <> 'object' AND coalesce(a.entity, '') <> 'object';

INSERT INTO statement_site(call_id, driver, kind, text_position, text_keyword, placeholders, parameters, api)
SELECT c.id, 'node-postgres', 'sql', 0, 'text', 'dollar', NULL, 'result'                     -- query({ text, values })
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
WHERE c.receiver_type IN ('pg.Pool()', 'pg.Client()') AND c.name = 'query' AND EXISTS (SELECT 1 FROM property p WHERE p.object_id = a.entity_id AND p.key = 'text');
