-- title: psycopg 2 and 3
-- package: pypi psycopg2 psycopg psycopg_pool aiopg
--
-- A text run without values keeps its % signs; a text with them has %s and %(name)s.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('psycopg2.connect()',                                   'psycopg.Connection()', 0),
    ('psycopg2.extensions.connection()',                     'psycopg.Connection()', 0),
    ('psycopg2.pool.SimpleConnectionPool().getconn()',       'psycopg.Connection()', 0),
    ('psycopg2.pool.ThreadedConnectionPool().getconn()',     'psycopg.Connection()', 0),
    ('psycopg2.pool.AbstractConnectionPool().getconn()',     'psycopg.Connection()', 0),
    ('psycopg2.extensions.cursor()',                         'psycopg.Cursor()', 0),
    ('psycopg2.extras.RealDictCursor()',                     'psycopg.Cursor()', 0),
    ('psycopg2.extras.DictCursor()',                         'psycopg.Cursor()', 0),
    ('psycopg.connect()',                                    'psycopg.Connection()', 0),
    ('psycopg.Connection.connect()',                         'psycopg.Connection()', 0),
    ('psycopg.AsyncConnection.connect()',                    'psycopg.AsyncConnection()', 0),
    ('psycopg_pool.ConnectionPool().connection()',           'psycopg.Connection()', 0),
    ('psycopg_pool.ConnectionPool().getconn()',              'psycopg.Connection()', 0),
    ('psycopg_pool.AsyncConnectionPool().connection()',      'psycopg.AsyncConnection()', 0),
    ('psycopg_pool.AsyncConnectionPool().getconn()',         'psycopg.AsyncConnection()', 0),
    ('psycopg.Connection().cursor()',                        'psycopg.Cursor()', 0),
    ('psycopg.AsyncConnection().cursor()',                   'psycopg.AsyncCursor()', 0),
    ('psycopg.ClientCursor()',                               'psycopg.Cursor()', 0),
    ('psycopg.Connection().execute()',                       'psycopg.Cursor()', 0),
    ('psycopg.AsyncConnection().execute()',                  'psycopg.AsyncCursor()', 0),
    ('psycopg.Cursor().execute()',                           'psycopg.Cursor()', 0),
    ('psycopg.AsyncCursor().execute()',                      'psycopg.AsyncCursor()', 0),
    ('psycopg2.sql.SQL()',                                   '#0', 0),
    ('psycopg.sql.SQL()',                                    '#0', 0);
INSERT INTO value_shape(path, shape)
    SELECT o || m, s
    FROM (SELECT column1 AS o FROM (VALUES ('psycopg.Cursor()'), ('psycopg.AsyncCursor()'))),
        (SELECT column1 AS m, column2 AS s FROM (VALUES ('', 'result'), ('.fetchall()', 'rows'), ('.fetchmany()', 'rows'), ('.fetchall()[]', 'row'), ('.fetchone()', 'row'), ('.rowcount', 'count')));

INSERT INTO unit_of_work(path, effect) VALUES
    ('psycopg.Connection()', 'opens'), ('psycopg.AsyncConnection()', 'opens'), ('psycopg.Cursor()', 'opens'), ('psycopg.AsyncCursor()', 'opens'),
    ('psycopg.Connection()', 'block'), ('psycopg.AsyncConnection()', 'block'), ('psycopg.Connection().transaction', 'block'), ('psycopg.AsyncConnection().transaction', 'block');
INSERT INTO template_part(path, part) VALUES ('psycopg2.sql.Identifier()', 'name'), ('psycopg.sql.Identifier()', 'name');
INSERT INTO library_constant(path, value) VALUES ('psycopg2.sql.Placeholder()', '%s'), ('psycopg.sql.Placeholder()', '%s');

INSERT INTO text_helper(path, effect) VALUES
    ('psycopg2.sql.Identifier', 'quotes'), ('psycopg2.sql.Literal', 'quotes'), ('psycopg.sql.Identifier', 'quotes'), ('psycopg.sql.Literal', 'quotes'), ('psycopg2.extensions.quote_ident', 'quotes'), ('psycopg2.sql.SQL', 'passes'), ('psycopg.sql.SQL', 'passes');

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, iif(EXISTS (SELECT 1 FROM import WHERE package GLOB 'psycopg2*'), 'psycopg2', 'psycopg'), 'sql', a.position,    -- version 2 puts values into the text itself
    iif(EXISTS (SELECT 1 FROM argument v WHERE v.call_id = c.id AND (v.position = 1 AND v.keyword IS NULL OR v.keyword IN ('params', 'vars', 'params_seq'))), 'pyformat', 'none'), 1, 'result'
FROM call c JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'query')
WHERE c.receiver_type IN ('psycopg.Connection()', 'psycopg.AsyncConnection()', 'psycopg.Cursor()', 'psycopg.AsyncCursor()') AND c.name IN ('execute', 'executemany', 'stream', 'mogrify');

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)            -- execute_values(cur, "INSERT … VALUES %s", rows), execute_batch(cur, "UPDATE …", rows)
SELECT c.id, 'psycopg2', 'sql', 1, iif(c.callee = 'psycopg2.extras.execute_values', 'rows', 'pyformat'), 2, iif(c.callee = 'psycopg2.extras.execute_values', 'rows', 'none')
FROM call c WHERE c.callee IN ('psycopg2.extras.execute_batch', 'psycopg2.extras.execute_values');

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)            -- cur.copy_expert("COPY … FROM STDIN", file), cur.copy("COPY …")
SELECT c.id, iif(c.name = 'copy_expert', 'psycopg2', 'psycopg'), 'sql', 0, 'none', NULL, 'none'
FROM call c WHERE c.receiver_type IN ('psycopg.Cursor()', 'psycopg.AsyncCursor()') AND c.name IN ('copy_expert', 'copy');

INSERT INTO autocommit(driver)
SELECT d.column1 FROM (VALUES ('psycopg'), ('psycopg2')) d
WHERE EXISTS (SELECT 1 FROM argument WHERE keyword = 'autocommit') OR EXISTS (SELECT 1 FROM binding WHERE name = 'autocommit')
   OR EXISTS (SELECT 1 FROM call WHERE receiver_type LIKE 'psycopg.%' AND name IN ('set_session', 'set_autocommit', 'set_isolation_level'));

INSERT INTO driver_binding(driver, sent, scans, list, tuple, unused) VALUES ('psycopg2', 'inside', 'all', 'array', 'row', 'ignored'), ('psycopg', 'beside', 'all', 'array', 'row', 'ignored');
