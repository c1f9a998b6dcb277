-- title: knex, raw statements
-- package: npm knex
--
-- knex.raw(text, bindings) sends a whole statement. whereRaw, orderByRaw and the builder's other calls send pieces: not read here.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('knex()',                             'knex.Knex()',        0),
    ('knex.default()',                     'knex.Knex()',        0),
    ('knex.knex()',                        'knex.Knex()',        0),
    ('knex.Knex.Transaction()',            'knex.Knex()',        0),
    ('knex.Knex().transaction()',          'knex.Knex()',        0),
    ('knex.Knex().transaction(fn)#0',      'knex.Knex()',        0),
    ('knex.Knex().raw()',                  'knex.Result()',      0),
    ('knex.Knex().schema.raw()',           'knex.Result()',      0),
    ('knex.Result().transacting()',        'knex.Result()',      1),
    ('knex.Result().timeout()',            'knex.Result()',      1);
INSERT INTO value_shape(path, shape) VALUES
    ('knex.Result()',          'result'),
    ('knex.Result().rows',     'rows'),
    ('knex.Result().rows[]',   'row'),
    ('knex.Result().rowCount', 'count');

-- facts
-- raw text that is handed to another call (select(knex.raw('count(*)'))) is a piece of a statement
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'knex', 'sql', 0, 'question', 1, 'result'
FROM call c
WHERE c.callee IN ('knex.Knex().raw', 'knex.Knex().schema.raw') AND (c.argument_of IS NULL OR EXISTS (SELECT 1 FROM call o WHERE o.id = c.argument_of AND o.callee LIKE 'global.Promise.%'));
