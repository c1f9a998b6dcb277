-- title: Kysely
-- package: npm kysely
--
-- A chain of calls is one statement: db.selectFrom('t').select(['a']).where('a', '=', 1). sql`…`.execute(db) sends a text of its own; elsewhere it is a piece of another one.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('kysely.Transaction()',                             'kysely.Kysely()', 0),
    ('kysely.ControlledTransaction()',                   'kysely.Kysely()', 0),
    ('kysely.Kysely().transaction().execute(fn)#0',      'kysely.Kysely()', 0),
    ('kysely.Kysely().connection().execute(fn)#0',       'kysely.Kysely()', 0),
    ('kysely.Kysely().transaction().setIsolationLevel()', 'kysely.Kysely().transaction()', 1),
    ('kysely.Kysely().withoutPlugins()',                 'kysely.Kysely()', 1),
    ('kysely.sql()',                                     'kysely.Raw()',    0);
CREATE TEMP TABLE kysely_word(method TEXT, meaning TEXT, detail TEXT, root INTEGER);
INSERT INTO kysely_word VALUES
    ('selectFrom', 'from', NULL, 1), ('insertInto', 'from', NULL, 1), ('updateTable', 'from', NULL, 1), ('deleteFrom', 'delete', 'table', 1), ('select', 'select', NULL, 0), ('selectAll', 'select_all', NULL, 0),
    ('distinct', 'distinct', NULL, 0), ('distinctOn', 'ignored', NULL, 0), ('innerJoin', 'join', 'JOIN', 0), ('leftJoin', 'join', 'LEFT JOIN', 0), ('rightJoin', 'join', 'RIGHT JOIN', 0), ('fullJoin', 'join', 'FULL JOIN', 0),
    ('on', 'where', NULL, 0), ('onRef', 'on', NULL, 0), ('onTrue', 'ignored', NULL, 0), ('where', 'where', NULL, 0), ('whereRef', 'unread', NULL, 0), ('groupBy', 'group', NULL, 0), ('having', 'ignored', NULL, 0), ('havingRef', 'ignored', NULL, 0),
    ('orderBy', 'order', NULL, 0), ('limit', 'limit', NULL, 0), ('offset', 'ignored', NULL, 0), ('fetch', 'ignored', NULL, 0), ('values', 'insert', '0', 0), ('set', 'update', '0', 0), ('returning', 'returning', NULL, 0),
    ('returningAll', 'returning_all', NULL, 0), ('onConflict', 'conflict', NULL, 0), ('column', 'conflict_column', NULL, 0), ('doNothing', 'ignored', NULL, 0),
    ('doUpdateSet', 'ignored', NULL, 0), ('constraint', 'ignored', NULL, 0), ('forUpdate', 'ignored', NULL, 0), ('forShare', 'ignored', NULL, 0), ('skipLocked', 'ignored', NULL, 0), ('noWait', 'ignored', NULL, 0),
    ('execute', 'ignored', NULL, 0), ('executeTakeFirst', 'ignored', NULL, 0), ('executeTakeFirstOrThrow', 'ignored', NULL, 0), ('stream', 'ignored', NULL, 0), ('compile', 'ignored', NULL, 0), ('$castTo', 'ignored', NULL, 0),
    ('$narrowType', 'ignored', NULL, 0), ('$assertType', 'ignored', NULL, 0), ('as', 'opaque', NULL, 0), ('clearSelect', 'opaque', NULL, 0), ('clearWhere', 'opaque', NULL, 0), ('$if', 'apply', '1', 0), ('$call', 'apply', '0', 0),
    ('union', 'opaque', NULL, 0), ('unionAll', 'opaque', NULL, 0), ('except', 'opaque', NULL, 0), ('intersect', 'opaque', NULL, 0), ('from', 'opaque', NULL, 0), ('using', 'opaque', NULL, 0), ('expression', 'opaque', NULL, 0),
    ('columns', 'conflict_column', NULL, 0), ('defaultValues', 'opaque', NULL, 0), ('innerJoinLateral', 'opaque', NULL, 0), ('leftJoinLateral', 'opaque', NULL, 0), ('modifyEnd', 'opaque', NULL, 0);
INSERT INTO type_alias(path, type, same) SELECT 'kysely.Kysely().' || method || '()', 'kysely.Query()', 0 FROM kysely_word WHERE root;
INSERT INTO type_alias(path, type, same)
SELECT 'kysely.Query().' || method || '()', 'kysely.Query()', 1 FROM kysely_word WHERE NOT root AND method NOT LIKE 'execute%' AND method NOT IN ('stream', 'compile', 'as');
INSERT INTO value_shape(path, shape) VALUES ('kysely.Query().execute()', 'rows'), ('kysely.Query().execute()[]', 'row'), ('kysely.Query().executeTakeFirst()', 'row'), ('kysely.Query().executeTakeFirstOrThrow()', 'result');
INSERT INTO template_part(path, part) VALUES ('kysely.Raw()', 'text'), ('kysely.sql.ref()', 'unknown'), ('kysely.sql.table()', 'unknown'), ('kysely.sql.id()', 'unknown'), ('kysely.sql.raw()', 'unknown'), ('kysely.sql.join()', 'unknown'),
    ('kysely.sql.lit()', 'unknown'), ('kysely.Query()', 'unknown');

INSERT INTO text_helper(path, effect) VALUES
    ('kysely.sql.raw', 'passes'), ('kysely.sql.lit', 'quotes'), ('kysely.sql.id', 'quotes'), ('kysely.sql.ref', 'quotes'), ('kysely.sql.table', 'quotes');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'kysely', 'method', method, meaning, detail FROM kysely_word
UNION ALL SELECT 'kysely', 'function', column1, column2, NULL FROM (VALUES ('kysely.sql', 'template'), ('kysely.sql.raw', 'text'), ('kysely.sql.id', 'name'), ('kysely.sql.table', 'name'), ('kysely.sql().as', 'same'))
UNION ALL SELECT 'kysely', 'form', 'chain', 'chain', NULL
UNION ALL SELECT 'kysely', 'type', 'kysely.Query()', 'query', NULL;
-- Plugins may change names on their way, WITH makes names of its own, and what is built for another query may name that one's tables
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'kysely', 'built', 'none', 'rows', iif(EXISTS (SELECT 1 FROM property p WHERE p.key = 'plugins') OR EXISTS (SELECT 1 FROM call p WHERE p.callee IN ('kysely.CamelCasePlugin', 'kysely.Kysely().withPlugin')) OR c.argument_of IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM call o WHERE o.id = c.argument_of AND o.callee LIKE 'global.Promise.%'), 'uncertain', 'chain'), 'kysely'
FROM call c JOIN file f ON f.id = c.file_id AND f.role <> 'migration' WHERE c.result_type = 'kysely.Query()' AND c.receiver_type = 'kysely.Kysely()' AND c.result_origin = c.id;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'kysely', 'sql', 0, 'tagged', NULL, 'result' FROM call c JOIN file f ON f.id = c.file_id AND f.role <> 'migration'
WHERE c.callee = 'kysely.sql' AND c.is_tag AND EXISTS (SELECT 1 FROM call e WHERE e.receiver_call_id = c.id AND e.name = 'execute');
