-- title: asyncpg
-- package: pypi asyncpg

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('asyncpg.connect()',                        'asyncpg.Connection()', 0),
    ('asyncpg.connection.connect()',             'asyncpg.Connection()', 0),
    ('asyncpg.connection.Connection()',          'asyncpg.Connection()', 0),
    ('asyncpg.create_pool()',                    'asyncpg.Pool()',       0),
    ('asyncpg.pool.create_pool()',               'asyncpg.Pool()',       0),
    ('asyncpg.pool.Pool()',                      'asyncpg.Pool()',       0),
    ('asyncpg.pool.PoolConnectionProxy()',       'asyncpg.Connection()', 0),
    ('asyncpg.Pool().acquire()',                 'asyncpg.Connection()', 0),
    ('asyncpg.Connection().prepare()',           'asyncpg.PreparedStatement()', 0);
INSERT INTO value_shape(path, shape)
    SELECT o || m, s
    FROM (SELECT column1 AS o FROM (VALUES ('asyncpg.Connection()'), ('asyncpg.Pool()'))),
        (SELECT column1 AS m, column2 AS s FROM (VALUES ('.fetch()', 'rows'), ('.fetch()[]', 'row'), ('.fetchrow()', 'row'), ('.fetchval()', 'value')));

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT c.id, 'asyncpg', 'sql', a.position, 'dollar', iif(c.name IN ('executemany', 'prepare'), NULL, 1), 1,
    CASE c.name WHEN 'fetch' THEN 'rows' WHEN 'cursor' THEN 'rows' WHEN 'fetchrow' THEN 'row' WHEN 'fetchval' THEN 'value' WHEN 'execute' THEN 'none' WHEN 'executemany' THEN 'none' ELSE 'result' END
FROM call c JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword IN ('query', 'command'))
WHERE c.receiver_type IN ('asyncpg.Connection()', 'asyncpg.Pool()') AND c.name IN ('fetch', 'fetchrow', 'fetchval', 'fetchmany', 'execute', 'executemany', 'prepare', 'cursor', 'copy_from_query');

-- asyncpg encodes by the server's type and converts nothing: tests/real/drivers.
INSERT INTO driver_value(driver, form, type, effect)
SELECT 'asyncpg', 'string', t.column1, 'asyncpg takes ' || t.column2 || ' and refuses a text (DataError)' FROM (VALUES ('date', 'a datetime.date'), ('timestamp without time zone', 'a datetime'),
    ('timestamp with time zone', 'a datetime'), ('integer', 'an int'), ('bigint', 'an int')) t
UNION ALL SELECT 'asyncpg', 'number', t.column1, 'asyncpg takes a str and refuses a number (DataError)' FROM (VALUES ('text'), ('character varying')) t;

-- tr = connection.transaction(); await tr.start() … await tr.commit(): its statements are the connection's
INSERT INTO begun(call_id, object_call_id, driver)
SELECT c.id, t.receiver_origin, 'asyncpg' FROM call c JOIN call t ON t.id = c.receiver_origin
WHERE t.callee = 'asyncpg.Connection().transaction' AND c.name = 'start' AND t.receiver_origin IS NOT NULL;
INSERT INTO committed(object_call_id)
SELECT t.receiver_origin FROM call c JOIN call t ON t.id = c.receiver_origin
WHERE t.callee = 'asyncpg.Connection().transaction' AND c.name = 'commit' AND t.receiver_origin IS NOT NULL;

INSERT INTO driver_binding(driver, sent, list) VALUES ('asyncpg', 'beside', 'array');
