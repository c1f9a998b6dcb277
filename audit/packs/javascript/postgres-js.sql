-- title: postgres.js, Vercel Postgres, Neon
-- package: npm postgres @vercel/postgres @neondatabase/serverless
--
-- sql`… ${value}`: what is put into the template is bound, but for other templates (their text) and what sql(…) makes (identifiers, column lists).

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('postgres()',                             'postgres.Sql()',   0),
    ('postgres.default()',                     'postgres.Sql()',   0),
    ('postgres.Sql().begin(fn)#0',             'postgres.Sql()',   0),
    ('postgres.Sql().savepoint(fn)#0',         'postgres.Sql()',   0),
    ('postgres.TransactionSql()',              'postgres.Sql()',   0),
    ('postgres.ReservedSql()',                 'postgres.Sql()',   0),
    ('postgres.Sql().reserve()',               'postgres.Sql()',   0),
    ('postgres.Sql()()',                       'postgres.Rows()',  0),
    ('postgres.Sql().unsafe()',                'postgres.Rows()',  0),
    ('postgres.Rows().execute()',              'postgres.Rows()',  1),
    ('postgres.Rows().simple()',               'postgres.Rows()',  1),
    ('@neondatabase/serverless.neon()',        'neon.Sql()',       0),
    ('neon.Sql()()',                           'postgres.Rows()',  0),
    ('neon.Sql().query()',                     'postgres.Rows()',  0),
    ('@neondatabase/serverless.Pool()',        'pg.Pool()',        0),
    ('@neondatabase/serverless.Client()',      'pg.Client()',      0),
    ('@vercel/postgres.sql()',                 'vercel.Result()',  0),
    ('@vercel/postgres.sql.query()',           'vercel.Result()',  0),
    ('@vercel/postgres.db.query()',            'vercel.Result()',  0),
    ('@vercel/postgres.db.sql',                '@vercel/postgres.sql', 0),
    ('@vercel/postgres.sql.connect()',         'vercel.Client()',  0),
    ('@vercel/postgres.db.connect()',          'vercel.Client()',  0),
    ('@vercel/postgres.createClient()',        'vercel.Client()',  0),
    ('@vercel/postgres.createPool()',          'vercel.Client()',  0),
    ('vercel.Client().connect()',              'vercel.Client()',  0),
    ('vercel.Client().sql',                    '@vercel/postgres.sql', 0),
    ('vercel.Client().query()',                'vercel.Result()',  0);
INSERT INTO value_shape(path, shape) VALUES
    ('postgres.Rows()',        'rows'),
    ('postgres.Rows()[]',      'row'),
    ('postgres.Rows().count',  'count'),
    ('vercel.Result()',        'result'),
    ('vercel.Result().rows',   'rows'),
    ('vercel.Result().rows[]', 'row'),
    ('vercel.Result().rowCount', 'count');
INSERT INTO template_part(path, part) VALUES
    ('postgres.Rows()',            'text'),
    ('vercel.Result()',            'text');

-- facts
-- a template that is put into another one is a part of that one
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, CASE c.callee WHEN 'postgres.Sql()' THEN 'postgres.js' WHEN 'neon.Sql()' THEN 'neon' ELSE 'vercel-postgres' END, 'sql', 0, 'tagged', NULL,
    iif(c.callee = '@vercel/postgres.sql', 'result', 'rows')
FROM call c
WHERE c.callee IN ('postgres.Sql()', 'neon.Sql()', '@vercel/postgres.sql') AND c.is_tag
  AND NOT EXISTS (SELECT 1 FROM call o WHERE o.id = c.argument_of AND o.is_tag);

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, CASE WHEN c.callee LIKE 'postgres.%' THEN 'postgres.js' WHEN c.callee LIKE 'neon.%' THEN 'neon' ELSE 'vercel-postgres' END, 'sql', 0, 'dollar', 1,
    iif(c.callee LIKE '%vercel%', 'result', 'rows')
FROM call c
WHERE c.callee IN ('postgres.Sql().unsafe', 'neon.Sql().query', '@vercel/postgres.sql.query', '@vercel/postgres.db.query', 'vercel.Client().query')
   OR c.callee = 'neon.Sql()' AND NOT c.is_tag;

INSERT INTO driver_binding(driver, sent, list) VALUES ('postgres.js', 'beside', 'array');
