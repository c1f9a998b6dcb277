-- title: knex and Objection
-- package: npm knex objection
--
-- A chain of calls is one statement: knex('t').where(…).first(), Model.query().findById(…). knex.raw(text, bindings) sends a text of its own; raw text
-- handed to another call is a piece of that one.

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
    ('knex.Result().timeout()',            'knex.Result()',      1),
    ('knex.Knex()()',                      'knex.Query()',       0),
    ('knex.Knex().queryBuilder()',         'knex.Query()',       0),
    ('knex.Knex().batchInsert()',          'knex.Query()',       0),
    ('objection.raw()',                    'knex.Result()',      0),
    ('objection.Model.raw()',              'knex.Result()',      0),
    ('objection.Model.knex()',             'knex.Knex()',        0),
    ('objection.Model.startTransaction()', 'knex.Knex()',        0),
    ('objection.transaction.start()',      'knex.Knex()',        0),
    ('objection.transaction(fn)#0',        'knex.Knex()',        0),
    ('objection.Model.transaction(fn)#0',  'knex.Knex()',        0),
    ('objection-soft-delete()()',          'objection.Model',    0),
    ('objection-soft-delete.default()()',  'objection.Model',    0),
    ('objection.Model.query()',            'objection.Query()',  0),
    ('objection.Model.relatedQuery()',     'objection.Related()', 0),
    ('objection.Model().$query()',         'objection.Query()',  0),
    ('objection.Model().$relatedQuery()',  'objection.Related()', 0);
CREATE TEMP TABLE knex_word(method TEXT, meaning TEXT, detail TEXT, root INTEGER);     -- root: also a method of knex itself
INSERT INTO knex_word VALUES
    ('()', 'from', NULL, 0), ('from', 'from', NULL, 1), ('into', 'from', NULL, 1), ('table', 'from', NULL, 1), ('withSchema', 'schema', NULL, 1), ('as', 'ignored', NULL, 0), ('alias', 'alias', NULL, 0),
    ('queryBuilder', 'ignored', NULL, 0), ('query', 'ignored', NULL, 0), ('$query', 'ignored', NULL, 0), ('batchInsert', 'from', NULL, 0),
    ('select', 'select', NULL, 1), ('column', 'select', NULL, 1), ('columns', 'select', NULL, 1), ('distinct', 'distinct', NULL, 1), ('distinctOn', 'ignored', NULL, 0), ('pluck', 'select', NULL, 1),
    ('selectRaw', 'select_raw', NULL, 0), ('first', 'one', NULL, 1), ('count', 'aggregate', 'count', 1), ('countDistinct', 'aggregate', 'count', 1), ('sum', 'aggregate', 'sum', 1), ('avg', 'aggregate', 'avg', 1),
    ('min', 'aggregate', 'min', 1), ('max', 'aggregate', 'max', 1), ('resultSize', 'count_rows', 'rows', 0),
    ('join', 'join', 'JOIN', 0), ('innerJoin', 'join', 'JOIN', 0), ('leftJoin', 'join', 'LEFT JOIN', 0), ('leftOuterJoin', 'join', 'LEFT JOIN', 0), ('rightJoin', 'join', 'RIGHT JOIN', 0),
    ('rightOuterJoin', 'join', 'RIGHT JOIN', 0), ('fullOuterJoin', 'join', 'FULL JOIN', 0), ('crossJoin', 'join', 'CROSS JOIN', 0), ('joinRaw', 'opaque', NULL, 0),
    ('on', 'on', NULL, 0), ('andOn', 'on', NULL, 0), ('orOn', 'on', NULL, 0), ('onVal', 'where', NULL, 0), ('andOnVal', 'where', NULL, 0), ('onIn', 'where_form', '= ANY(', 0), ('onNull', 'where_form', 'IS NULL', 0),
    ('onNotNull', 'where_form', 'IS NOT NULL', 0),
    ('joinRelated', 'join_relation', 'JOIN', 0), ('innerJoinRelated', 'join_relation', 'JOIN', 0), ('leftJoinRelated', 'join_relation', 'LEFT JOIN', 0), ('leftOuterJoinRelated', 'join_relation', 'LEFT JOIN', 0),
    ('withGraphJoined', 'join_relation', 'LEFT JOIN', 0), ('joinRelation', 'join_relation', 'JOIN', 0), ('joinEager', 'join_relation', 'LEFT JOIN', 0),
    ('where', 'where', NULL, 1), ('andWhere', 'where', NULL, 0), ('orWhere', 'where', NULL, 0), ('whereNot', 'where', NULL, 0), ('andWhereNot', 'where', NULL, 0), ('orWhereNot', 'where', NULL, 0),
    ('whereIn', 'where_form', '= ANY(', 0), ('andWhereIn', 'where_form', '= ANY(', 0), ('orWhereIn', 'where_form', '= ANY(', 0), ('whereNotIn', 'where_form', '<> ALL(', 0), ('orWhereNotIn', 'where_form', '<> ALL(', 0),
    ('whereNull', 'where_form', 'IS NULL', 0), ('andWhereNull', 'where_form', 'IS NULL', 0), ('orWhereNull', 'where_form', 'IS NULL', 0), ('whereNotNull', 'where_form', 'IS NOT NULL', 0),
    ('andWhereNotNull', 'where_form', 'IS NOT NULL', 0), ('orWhereNotNull', 'where_form', 'IS NOT NULL', 0),
    ('whereBetween', 'where_form', 'BETWEEN', 0), ('andWhereBetween', 'where_form', 'BETWEEN', 0), ('orWhereBetween', 'where_form', 'BETWEEN', 0), ('whereNotBetween', 'where_form', 'NOT BETWEEN', 0),
    ('whereLike', 'where_form', 'LIKE', 0), ('whereILike', 'where_form', 'ILIKE', 0), ('orWhereLike', 'where_form', 'LIKE', 0), ('orWhereILike', 'where_form', 'ILIKE', 0),
    ('whereColumn', 'where_columns', NULL, 0), ('andWhereColumn', 'where_columns', NULL, 0), ('orWhereColumn', 'where_columns', NULL, 0), ('whereComposite', 'where', NULL, 0),
    ('whereRaw', 'where_raw', NULL, 0), ('andWhereRaw', 'where_raw', NULL, 0), ('orWhereRaw', 'where_raw', NULL, 0), ('whereExists', 'ignored', NULL, 0), ('whereNotExists', 'ignored', NULL, 0),
    ('whereJsonSupersetOf', 'ignored', NULL, 0), ('whereJsonPath', 'ignored', NULL, 0), ('whereJsonObject', 'ignored', NULL, 0),
    ('groupBy', 'group', NULL, 0), ('groupByRaw', 'ignored', NULL, 0), ('having', 'ignored', NULL, 0), ('havingRaw', 'ignored', NULL, 0), ('havingIn', 'ignored', NULL, 0), ('orderBy', 'order', NULL, 0),
    ('orderByRaw', 'ignored', NULL, 0), ('limit', 'limit', NULL, 0), ('offset', 'ignored', NULL, 0), ('page', 'ignored', NULL, 0), ('range', 'ignored', NULL, 0),
    ('insert', 'insert', '0', 1), ('update', 'update', '0', 1), ('patch', 'update', '0', 0), ('increment', 'update', '0', 0), ('decrement', 'update', '0', 0), ('del', 'delete', NULL, 0), ('delete', 'delete', NULL, 0),
    ('onConflict', 'conflict', NULL, 0), ('merge', 'ignored', NULL, 0), ('ignore', 'ignored', NULL, 0), ('returning', 'returning', NULL, 0),
    ('insertAndFetch', 'insert', '0', 0), ('insertGraph', 'insert', '0', 0), ('insertGraphAndFetch', 'insert', '0', 0), ('insertWithRelated', 'insert', '0', 0), ('upsertGraph', 'insert', '0', 0),
    ('upsertGraphAndFetch', 'insert', '0', 0), ('patchAndFetch', 'update', '0', 0), ('updateAndFetch', 'update', '0', 0), ('hardDelete', 'delete', NULL, 0),
    ('findById', 'where_key', NULL, 0), ('findByIds', 'where_key', 'many', 0), ('findOne', 'where', NULL, 0), ('deleteById', 'delete_key', NULL, 0), ('patchAndFetchById', 'update_key', '1', 0),
    ('updateAndFetchById', 'update_key', '1', 0), ('whereNotDeleted', 'ignored', NULL, 0), ('whereDeleted', 'ignored', NULL, 0),
    ('withGraphFetched', 'ignored', NULL, 0), ('eager', 'ignored', NULL, 0), ('modifyGraph', 'ignored', NULL, 0), ('modifyEager', 'ignored', NULL, 0), ('allowGraph', 'ignored', NULL, 0), ('context', 'ignored', NULL, 0),
    ('skipUndefined', 'ignored', NULL, 0), ('throwIfNotFound', 'ignored', NULL, 0), ('transacting', 'ignored', NULL, 1), ('timeout', 'ignored', NULL, 0), ('forUpdate', 'ignored', NULL, 0), ('forShare', 'ignored', NULL, 0),
    ('forNoKeyUpdate', 'ignored', NULL, 0), ('skipLocked', 'ignored', NULL, 0), ('noWait', 'ignored', NULL, 0), ('debug', 'ignored', NULL, 0), ('castTo', 'ignored', NULL, 0), ('runBefore', 'ignored', NULL, 0),
    ('runAfter', 'ignored', NULL, 0), ('onError', 'ignored', NULL, 0), ('execute', 'ignored', NULL, 0), ('options', 'ignored', NULL, 0), ('connection', 'ignored', NULL, 0), ('modify', 'apply', '0', 0), ('with', 'opaque', NULL, 1),
    ('withRecursive', 'opaque', NULL, 1), ('withMaterialized', 'opaque', NULL, 1), ('union', 'opaque', NULL, 0), ('unionAll', 'opaque', NULL, 0), ('intersect', 'opaque', NULL, 0), ('fromRaw', 'opaque', NULL, 0),
    ('clone', 'opaque', NULL, 0), ('clearSelect', 'opaque', NULL, 0), ('clearWhere', 'opaque', NULL, 0), ('clearOrder', 'ignored', NULL, 0), ('for', 'opaque', NULL, 0), ('relate', 'opaque', NULL, 0), ('unrelate', 'opaque', NULL, 0),
    ('then', 'ignored', NULL, 0), ('catch', 'ignored', NULL, 0), ('finally', 'ignored', NULL, 0), ('toString', 'ignored', NULL, 0), ('toSQL', 'ignored', NULL, 0), ('stream', 'ignored', NULL, 0), ('on_', 'ignored', NULL, 0);
INSERT INTO type_alias(path, type, same) SELECT q.column1 || '.' || w.method || '()', q.column1, 1
    FROM knex_word w CROSS JOIN (VALUES ('knex.Query()'), ('objection.Query()'), ('objection.Related()')) q WHERE w.method NOT IN ('()', 'then', 'catch', 'finally', 'toString', 'toSQL', 'clone');
INSERT INTO type_alias(path, type, same) SELECT 'knex.Knex().' || method || '()', 'knex.Query()', 0 FROM knex_word WHERE root;
INSERT INTO value_shape(path, shape) VALUES
    ('knex.Result()',          'result'),
    ('knex.Result().rows',     'rows'),
    ('knex.Result().rows[]',   'row'),
    ('knex.Result().rowCount', 'count'),
    ('knex.Query()[]',         'row'),
    ('objection.Query()[]',    'row');

INSERT INTO text_helper(path, effect) VALUES
    ('knex.Knex().raw', 'passes'), ('knex.Knex().ref', 'quotes');

-- facts
-- raw text that is handed to another call (select(knex.raw('count(*)'))) is a piece of a statement
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'knex', 'sql', 0, 'question', 1, 'result'
FROM call c
WHERE c.callee IN ('knex.Knex().raw', 'knex.Knex().schema.raw') AND (c.argument_of IS NULL OR EXISTS (SELECT 1 FROM call o WHERE o.id = c.argument_of AND o.callee LIKE 'global.Promise.%'))
  AND (SELECT role FROM file f WHERE f.id = c.file_id) <> 'migration';

INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'knex', 'method', method, meaning, detail FROM knex_word
UNION ALL SELECT 'knex', 'connect', method, CASE WHEN method GLOB 'or*Not' THEN 'or not' WHEN method GLOB 'or[A-Z]*' THEN 'or' ELSE 'not' END, NULL FROM knex_word
    WHERE meaning IN ('where', 'where_form', 'where_columns', 'where_raw', 'on', 'ignored') AND (method GLOB 'or[A-Z]*' AND method NOT GLOB 'orderBy*' OR method IN ('whereNot', 'andWhereNot'))
UNION ALL SELECT 'knex', 'form', 'returning_key', 'yes', NULL                                  -- of models alone
UNION ALL SELECT 'knex', 'relation', column1, 'ignored', NULL FROM (VALUES ('maxBatchSize'), ('joinOperation'))
UNION ALL SELECT 'knex', 'form', 'chain', 'chain', NULL
UNION ALL SELECT 'knex', 'type', column1, 'query', NULL FROM (VALUES ('knex.Query()'), ('objection.Query()'), ('objection.Related()'))
UNION ALL SELECT 'knex', 'type', 'knex.Result()', 'raw', NULL;

-- Objection's models: the table is what static tableName gives, of the class or of the nearest it inherits from
CREATE TEMP TABLE objection_ancestor AS
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT DISTINCT class_id, class_id, 0 FROM class_base
    UNION
    SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT class_id, base_id, min(depth) AS depth FROM up GROUP BY class_id, base_id;
CREATE TEMP TABLE objection_model AS
SELECT class_id, table_name, file_id, line FROM (
    SELECT a.class_id, coalesce(r.value, b.value) AS table_name, k.file_id, k.line, min(a.depth)
    FROM (SELECT DISTINCT u.class_id FROM objection_ancestor u JOIN class_base e ON e.class_id = u.base_id AND e.type = 'objection.Model') m
    JOIN objection_ancestor a ON a.class_id = m.class_id JOIN class k ON k.id = a.class_id
    LEFT JOIN function f ON f.class_id = a.base_id AND f.name = 'tableName' LEFT JOIN return r ON r.function_id = f.id
    LEFT JOIN binding b ON b.class_id = a.base_id AND b.name = 'tableName'
    WHERE coalesce(r.value, b.value) IS NOT NULL GROUP BY a.class_id);
CREATE INDEX temp.objection_model_class ON objection_model(class_id);
INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line)
SELECT class_id, 'class:' || class_id, 'objection', iif(table_name LIKE '%.%', substr(table_name, 1, instr(table_name, '.') - 1), 'public'), substr(table_name, instr(table_name, '.') + 1), file_id, line FROM objection_model;
-- Relations: join: { from: 'calls.user_id', to: 'users.id' }, through: { from, to } the table between them
CREATE TEMP TABLE objection_mapping AS
SELECT m.class_id, r.entity_id AS object_id FROM objection_model m JOIN objection_ancestor a ON a.class_id = m.class_id
    JOIN function f ON f.class_id = a.base_id AND f.name = 'relationMappings' JOIN return r ON r.function_id = f.id AND r.entity = 'object'
UNION
SELECT m.class_id, b.entity_id FROM objection_model m JOIN objection_ancestor a ON a.class_id = m.class_id JOIN binding b ON b.class_id = a.base_id AND b.name = 'relationMappings' AND b.entity = 'object';
CREATE TEMP TABLE objection_join AS             -- side: from, to, through.from, through.to; several columns in their order
SELECT o.class_id, p.key AS attribute, k.key AS side, k.value AS name, 0 AS position
FROM objection_mapping o JOIN property p ON p.object_id = o.object_id AND p.entity = 'object' JOIN property j ON j.object_id = p.entity_id AND j.key = 'join' AND j.entity = 'object' JOIN property k ON k.object_id = j.entity_id AND k.value IS NOT NULL
UNION ALL
SELECT o.class_id, p.key, k.key, e.value, e.position
FROM objection_mapping o JOIN property p ON p.object_id = o.object_id AND p.entity = 'object' JOIN property j ON j.object_id = p.entity_id AND j.key = 'join' AND j.entity = 'object'
    JOIN property k ON k.object_id = j.entity_id AND k.entity = 'object' AND k.kind = 'array' JOIN property e ON e.object_id = k.entity_id
UNION ALL
SELECT o.class_id, p.key, 'through.' || t.key, t.value, 0
FROM objection_mapping o JOIN property p ON p.object_id = o.object_id AND p.entity = 'object' JOIN property j ON j.object_id = p.entity_id AND j.key = 'join' AND j.entity = 'object'
    JOIN property k ON k.object_id = j.entity_id AND k.key = 'through' AND k.entity = 'object' JOIN property t ON t.object_id = k.entity_id AND t.value IS NOT NULL;
CREATE TEMP TABLE objection_side AS
SELECT class_id, attribute, side, group_concat(regexp_replace('^.*\.', name, ''), ',') AS columns, min(regexp_replace('\.[^.]*$', name, '')) AS table_name
FROM (SELECT * FROM objection_join ORDER BY class_id, attribute, side, position) GROUP BY class_id, attribute, side;
CREATE INDEX temp.objection_side_key ON objection_side(class_id, attribute, side);
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns, link_table, link_columns, link_target_columns)
SELECT DISTINCT 'class:' || o.class_id, p.key, 'class:' || t.entity_id, 0, f.columns, e.columns, x.table_name, x.columns, y.columns
FROM objection_mapping o JOIN property p ON p.object_id = o.object_id AND p.entity = 'object' JOIN property t ON t.object_id = p.entity_id AND t.key = 'modelClass' AND t.entity = 'class'
LEFT JOIN objection_side f ON f.class_id = o.class_id AND f.attribute = p.key AND f.side = 'from' LEFT JOIN objection_side e ON e.class_id = o.class_id AND e.attribute = p.key AND e.side = 'to'
LEFT JOIN objection_side x ON x.class_id = o.class_id AND x.attribute = p.key AND x.side = 'through.from' LEFT JOIN objection_side y ON y.class_id = o.class_id AND y.attribute = p.key AND y.side = 'through.to';
-- Named pieces of queries: static modifiers
INSERT INTO model_scope(model, name, function_id)
SELECT DISTINCT 'class:' || m.class_id, p.key, p.entity_id FROM objection_model m JOIN objection_ancestor a ON a.class_id = m.class_id
    JOIN function f ON f.class_id = a.base_id AND f.name = 'modifiers' JOIN return r ON r.function_id = f.id AND r.entity = 'object' JOIN property p ON p.object_id = r.entity_id AND p.entity = 'function'
UNION
SELECT 'class:' || m.class_id, p.key, p.entity_id FROM objection_model m JOIN objection_ancestor a ON a.class_id = m.class_id
    JOIN binding b ON b.class_id = a.base_id AND b.name = 'modifiers' AND b.entity = 'object' JOIN property p ON p.object_id = b.entity_id AND p.entity = 'function';

-- names may be changed on their way: nothing is certain then
CREATE TEMP TABLE knex_mapped AS SELECT EXISTS (SELECT 1 FROM call WHERE name IN ('snakeCaseMappers', 'knexSnakeCaseMappers') AND callee LIKE 'objection%')
    OR EXISTS (SELECT 1 FROM argument a JOIN call c ON c.id = a.call_id JOIN property p ON p.object_id = a.entity_id WHERE c.result_type = 'knex.Knex()' AND a.entity = 'object' AND p.key = 'wrapIdentifier') AS any;
CREATE TEMP TABLE objection_shaped AS           -- models that shape rows themselves on the way to the database
SELECT DISTINCT 'class:' || a.class_id AS type FROM function h JOIN objection_ancestor a ON a.base_id = h.class_id WHERE h.name = '$formatDatabaseJson';
-- a chain is the call it began with; what is handed to another chain may name that one's tables
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar, model)
SELECT c.id, iif(c.result_type = 'knex.Query()', 'knex', 'objection'), 'built', 'none', 'result',
    iif((SELECT any FROM knex_mapped) OR o.receiver_type IN ('knex.Query()', 'objection.Query()', 'objection.Related()') OR c.name IN ('queryBuilder')
        OR c.receiver_type IN (SELECT type FROM objection_shaped), 'uncertain', 'chain'), 'knex',
    iif(c.result_type = 'objection.Query()', rtrim(c.receiver_type, '()'), NULL)
FROM call c LEFT JOIN call o ON o.id = c.argument_of JOIN file f ON f.id = c.file_id AND f.role NOT IN ('migration')
WHERE c.result_type IN ('knex.Query()', 'objection.Query()') AND c.result_origin = c.id AND (c.result_type = 'knex.Query()' OR c.receiver_type LIKE 'class:%');

CREATE TEMP TABLE knex_chain AS                 -- what the calls of a chain ask for: one row, or no rows at all
SELECT receiver_origin AS origin, max(name IN ('first', 'findById', 'findOne', 'patchAndFetchById', 'insert', 'insertAndFetch')) AS one,
    max(name IN ('update', 'patch', 'del', 'delete', 'count', 'resultSize', 'deleteById', 'hardDelete', 'pluck', 'range', 'page', 'insertGraph', 'upsertGraph')) AS other
FROM call WHERE receiver_type IN ('knex.Query()', 'objection.Query()') AND receiver_origin IS NOT NULL GROUP BY receiver_origin;
INSERT INTO call_shape(call_id, shape)
SELECT s.call_id, iif(h.one, 'row', 'rows') FROM statement_site s LEFT JOIN knex_chain h ON h.origin = s.call_id
WHERE s.grammar = 'knex' AND s.kind = 'built' AND NOT coalesce(h.other, 0);

INSERT INTO driver_binding(driver, sent, scans, list, unused) VALUES ('knex', 'beside', 'all', 'array', 'ignored');
