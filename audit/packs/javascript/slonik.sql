-- title: Slonik
-- package: npm slonik
--
-- A statement is a value: sql.type(schema)`…`, sql.unsafe`…`; pool.any(statement) sends it. sql.fragment`…` is a piece put into others.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('slonik.createPool()',               'slonik.Pool()',      0),
    ('slonik.DatabasePool()',             'slonik.Pool()',      0),
    ('slonik.CommonQueryMethods()',       'slonik.Pool()',      0),
    ('slonik.DatabasePoolConnection()',   'slonik.Pool()',      0),
    ('slonik.DatabaseTransactionConnection()', 'slonik.Pool()', 0),
    ('slonik.Pool().connect(fn)#0',       'slonik.Pool()',      0),
    ('slonik.Pool().transaction(fn)#0',   'slonik.Pool()',      0),
    ('slonik.createSqlTag()',             'slonik.sql',         0),
    ('slonik.sql()',                      'slonik.Statement()', 0),
    ('slonik.sql.unsafe()',               'slonik.Statement()', 0),
    ('slonik.sql.type()()',               'slonik.Statement()', 0),
    ('slonik.sql.typeAlias()()',          'slonik.Statement()', 0),
    ('slonik.sql.fragment()',             'slonik.Statement()', 0),
    ('slonik.Pool().any()',               'slonik.Rows()',      0),
    ('slonik.Pool().anyFirst()',          'slonik.Rows()',      0),
    ('slonik.Pool().query()',             'slonik.Result()',    0),
    ('slonik.Pool().maybeOne()',          'slonik.Row()',       0),
    ('slonik.Pool().maybeOneFirst()',     'slonik.Row()',       0),
    ('slonik.Pool().one()',               'slonik.Some()',      0),
    ('slonik.Pool().oneFirst()',          'slonik.Some()',      0),
    ('slonik.Pool().many()',              'slonik.Some()',      0),
    ('slonik.Pool().manyFirst()',         'slonik.Some()',      0);
INSERT INTO value_shape(path, shape) VALUES
    ('slonik.Rows()',          'rows'),
    ('slonik.Rows()[]',        'row'),
    ('slonik.Row()',           'row'),
    ('slonik.Some()',          'result'),                -- one() and many() reject when there is none
    ('slonik.Result()',        'result'),
    ('slonik.Result().rows',   'rows'),
    ('slonik.Result().rows[]', 'row'),
    ('slonik.Result().rowCount', 'count');
INSERT INTO template_part(path, part) VALUES
    ('slonik.Statement()',       'text'),
    ('slonik.sql.identifier()',  'name'),
    ('slonik.sql.join()',        'unknown'),
    ('slonik.sql.unnest()',      'unknown'),
    ('slonik.sql.literalValue()', 'unknown');

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'slonik', 'sql', 0, 'tagged', NULL, CASE WHEN c.name IN ('one', 'maybeOne', 'oneFirst', 'maybeOneFirst') THEN 'row' WHEN c.name = 'query' THEN 'result' ELSE 'rows' END
FROM call c
WHERE c.receiver_type = 'slonik.Pool()'
  AND c.name IN ('any', 'anyFirst', 'query', 'maybeOne', 'maybeOneFirst', 'one', 'oneFirst', 'many', 'manyFirst', 'exists', 'stream');
