-- title: Drizzle
-- package: npm drizzle-orm
--
-- pgTable(…) declares a table, and what it gives stands for it: db.select().from(users).where(eq(users.id, 1)). A chain of calls is one statement.

-- types
INSERT INTO type_alias(path, type, same)
SELECT 'drizzle-orm/' || d.column1 || '.drizzle()', 'drizzle.Db()', 0
FROM (VALUES ('postgres-js'), ('node-postgres'), ('neon-http'), ('neon-serverless'), ('vercel-postgres'), ('pglite'), ('aws-data-api/pg'), ('pg-proxy'), ('xata-http'), ('bun-sql')) d;
INSERT INTO type_alias(path, type, same)
SELECT 'drizzle-orm/' || d.column1 || '()', 'drizzle.Db()', 0
FROM (VALUES ('postgres-js.PostgresJsDatabase'), ('postgres-js.PostgresJsTransaction'), ('node-postgres.NodePgDatabase'), ('neon-http.NeonHttpDatabase'), ('neon-serverless.NeonDatabase'), ('pg-core.PgDatabase'), ('pg-core.PgTransaction'),
    ('vercel-postgres.VercelPgDatabase'), ('pglite.PgliteDatabase')) d;
INSERT INTO type_alias(path, type, same) VALUES
    ('drizzle.Db().transaction(fn)#0',         'drizzle.Db()',    0),
    ('drizzle-orm.relations(fn)#0',            'drizzle.Relations()', 0),
    ('drizzle.Db().query.*',                   'drizzle.Relational()', 0),
    ('drizzle.Relational().findMany(fn.where)#1',    'drizzle-orm', 0),
    ('drizzle.Relational().findFirst(fn.where)#1',   'drizzle-orm', 0),
    ('drizzle.Relational().findMany(fn.orderBy)#1',  'drizzle-orm', 0),
    ('drizzle.Relational().findFirst(fn.orderBy)#1', 'drizzle-orm', 0),
    ('drizzle-orm.sql().as()',                 'drizzle-orm.sql()', 1),
    ('drizzle-orm.sql().mapWith()',            'drizzle-orm.sql()', 1),
    ('drizzle-orm/pg-core.pgTable()',          'drizzle.Table()', 0),
    ('drizzle-orm/pg-core.pgSchema().table()', 'drizzle.Table()', 0),
    ('drizzle.Db().select()',                  'drizzle.Query()', 0),
    ('drizzle.Db().selectDistinct()',          'drizzle.Query()', 0),
    ('drizzle.Db().insert()',                  'drizzle.Query()', 0),
    ('drizzle.Db().update()',                  'drizzle.Query()', 0),
    ('drizzle.Db().delete()',                  'drizzle.Query()', 0);
INSERT INTO type_alias(path, type, same)
SELECT 'drizzle.Query().' || m.column1 || '()', 'drizzle.Query()', 1
FROM (VALUES ('from'), ('where'), ('limit'), ('offset'), ('orderBy'), ('groupBy'), ('having'), ('leftJoin'), ('innerJoin'), ('rightJoin'), ('fullJoin'), ('values'), ('set'), ('returning'), ('onConflictDoNothing'),
    ('onConflictDoUpdate'), ('for'), ('execute'), ('prepare'), ('$dynamic')) m;
INSERT INTO template_part(path, part) VALUES ('drizzle-orm.sql()', 'text'), ('drizzle-orm.sql.raw()', 'unknown'), ('drizzle-orm.sql.join()', 'unknown'), ('drizzle-orm.sql.identifier()', 'name'),
    ('drizzle.Query()', 'unknown');
INSERT INTO value_shape(path, shape) VALUES ('drizzle.Query()', 'rows'), ('drizzle.Query()[]', 'row'), ('drizzle.Relational().findMany()', 'rows'), ('drizzle.Relational().findMany()[]', 'row'),
    ('drizzle.Relational().findFirst()', 'row');
CREATE TEMP TABLE drizzle_type(method TEXT PRIMARY KEY, sql TEXT);
INSERT INTO drizzle_type VALUES ('integer', 'integer'), ('smallint', 'smallint'), ('bigint', 'bigint'), ('serial', 'serial'), ('smallserial', 'smallserial'), ('bigserial', 'bigserial'), ('boolean', 'boolean'), ('text', 'text'),
    ('varchar', 'character varying'), ('char', 'character'), ('numeric', 'numeric'), ('decimal', 'numeric'), ('real', 'real'), ('doublePrecision', 'double precision'), ('json', 'json'), ('jsonb', 'jsonb'), ('time', 'time'),
    ('timestamp', 'timestamp without time zone'), ('date', 'date'), ('interval', 'interval'), ('uuid', 'uuid'), ('inet', 'inet'), ('cidr', 'cidr'), ('macaddr', 'macaddr'), ('point', 'point'), ('bytea', 'bytea');
INSERT INTO type_alias(path, type, same) SELECT 'drizzle-orm/pg-core.' || method || '()', 'drizzle.Column()', 0 FROM drizzle_type;
INSERT INTO type_alias(path, type, same) VALUES ('drizzle-orm/pg-core.pgEnum()()', 'drizzle.Column()', 0), ('drizzle-orm/pg-core.customType()()', 'drizzle.Column()', 0);
INSERT INTO type_alias(path, type, same)
SELECT 'drizzle.Column().' || m.column1 || '()', 'drizzle.Column()', 1
FROM (VALUES ('notNull'), ('default'), ('defaultNow'), ('defaultRandom'), ('$default'), ('$defaultFn'), ('$onUpdate'), ('$onUpdateFn'), ('$type'), ('primaryKey'), ('unique'), ('references'), ('array'), ('generatedAlwaysAs'),
    ('generatedAlwaysAsIdentity'), ('generatedByDefaultAsIdentity')) m;

INSERT INTO text_helper(path, effect) VALUES
    ('drizzle-orm.sql.raw', 'passes'), ('drizzle-orm.sql.identifier', 'quotes');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'drizzle', 'method', column1, column2, column3 FROM (VALUES
    ('select', 'select', NULL), ('selectDistinct', 'distinct', NULL), ('from', 'from', NULL), ('insert', 'table', 'table'), ('update', 'table', 'table'), ('delete', 'delete', 'table'), ('values', 'insert', '0'), ('set', 'update', '0'),
    ('where', 'where', NULL), ('limit', 'limit', NULL), ('offset', 'ignored', NULL), ('orderBy', 'order', NULL), ('groupBy', 'group', NULL), ('having', 'ignored', NULL), ('innerJoin', 'join', 'JOIN'),
    ('leftJoin', 'join', 'LEFT JOIN'), ('rightJoin', 'join', 'RIGHT JOIN'), ('fullJoin', 'join', 'FULL JOIN'), ('returning', 'returning_items', NULL), ('onConflictDoNothing', 'conflict', 'target'), ('onConflictDoUpdate', 'conflict', 'target'),
    ('for', 'ignored', NULL), ('execute', 'ignored', NULL), ('prepare', 'ignored', NULL), ('$dynamic', 'ignored', NULL), ('then', 'ignored', NULL), ('catch', 'ignored', NULL), ('finally', 'ignored', NULL), ('as', 'opaque', NULL))
UNION ALL SELECT 'drizzle', 'form', 'chain', 'chain', NULL
UNION ALL SELECT 'drizzle', 'form', 'order_all', 'yes', NULL                                   -- every argument of orderBy is an order
UNION ALL SELECT 'drizzle', 'form', 'insert_all', 'yes', NULL                                  -- INSERT names every column of the table: tests/live/builders.sh
UNION ALL SELECT 'drizzle', 'type', 'drizzle.Query()', 'query', NULL
UNION ALL SELECT 'drizzle', 'function', 'drizzle-orm.' || column1, column2, column3 FROM (VALUES
    ('eq', 'compare', '='), ('ne', 'compare', '<>'), ('gt', 'compare', '>'), ('gte', 'compare', '>='), ('lt', 'compare', '<'), ('lte', 'compare', '<='), ('like', 'compare', 'LIKE'), ('ilike', 'compare', 'ILIKE'),
    ('notLike', 'compare', 'NOT LIKE'), ('notIlike', 'compare', 'NOT ILIKE'), ('inArray', 'compare', '= ANY('), ('notInArray', 'compare', '<> ALL('), ('isNull', 'behind', 'IS NULL'), ('isNotNull', 'behind', 'IS NOT NULL'),
    ('and', 'join', ' AND '), ('or', 'join', ' OR '), ('not', 'around', 'NOT ('), ('between', 'between', 'BETWEEN'), ('notBetween', 'between', 'NOT BETWEEN'), ('arrayContains', 'compare', '@>'),
    ('arrayContained', 'compare', '<@'), ('arrayOverlaps', 'compare', '&&'), ('asc', 'behind', 'ASC'), ('desc', 'behind', 'DESC'), ('count', 'around', 'count('), ('countDistinct', 'around', 'count(DISTINCT '), ('sum', 'around', 'sum('),
    ('avg', 'around', 'avg('), ('min', 'around', 'min('), ('max', 'around', 'max('), ('sql', 'template', NULL), ('sql.raw', 'text', NULL), ('sql.identifier', 'name', NULL), ('sql().as', 'same', NULL), ('sql().mapWith', 'same', NULL),
    ('getTableColumns', 'columns', NULL));

-- Tables: pgTable('name', { attribute: text('column').notNull() }); a column without a name has the attribute's
CREATE TEMP TABLE drizzle_table AS
SELECT c.id AS call_id, n.value AS table_name, coalesce((SELECT s.value FROM argument s WHERE s.call_id = c.receiver_origin AND s.position = 0), 'public') AS schema, o.entity_id AS object_id, c.file_id, c.line,
    (SELECT b.name FROM binding b WHERE b.value_call_id = c.id LIMIT 1) AS name
FROM call c JOIN argument n ON n.call_id = c.id AND n.position = 0 AND n.value IS NOT NULL JOIN argument o ON o.call_id = c.id AND o.position = 1 AND o.entity = 'object' JOIN file f ON f.id = c.file_id AND f.role <> 'test'
WHERE c.result_type = 'drizzle.Table()';
CREATE TEMP TABLE drizzle_modifier AS SELECT c.receiver_origin AS column_id, c.name, c.id AS call_id FROM call c WHERE c.receiver_type = 'drizzle.Column()';
CREATE INDEX temp.drizzle_modifier_column ON drizzle_modifier(column_id, name);
CREATE TEMP TABLE drizzle_column AS
SELECT t.call_id AS table_call_id, t.schema, t.table_name, p.key AS attribute, p.position, coalesce(n.value, p.key) AS column_name, k.id AS column_id,
    CASE WHEN y.sql IS NULL THEN (SELECT iif(count(DISTINCT e.value) = 1, '"' || min(e.value) || '"', NULL) FROM call u JOIN binding b ON b.value_call_id = u.id JOIN argument e ON e.call_id = u.id AND e.position = 0
            WHERE u.callee = 'drizzle-orm/pg-core.pgEnum' AND b.name = k.name AND k.callee = 'drizzle-orm/pg-core.pgEnum()')
        WHEN EXISTS (SELECT 1 FROM argument o JOIN property q ON q.object_id = o.entity_id AND q.key = 'withTimezone' AND q.value = 'true' WHERE o.call_id = k.id AND o.entity = 'object') THEN replace(y.sql, 'without', 'with')
        ELSE y.sql || coalesce('(' || (SELECT replace(q.value, '_', '') FROM argument o JOIN property q ON q.object_id = o.entity_id AND q.key = 'length' WHERE o.call_id = k.id AND o.entity = 'object') || ')', '') END
        || iif(EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name = 'array'), '[]', '') AS type,
    EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name IN ('notNull', 'primaryKey')) AS not_null,
    EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name IN ('default', 'defaultNow', 'defaultRandom', 'generatedAlwaysAs', 'generatedAlwaysAsIdentity', 'generatedByDefaultAsIdentity')) OR coalesce(y.method, '') LIKE '%serial' AS has_default,
    EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name IN ('$default', '$defaultFn')) AS is_filled,
    EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name = 'primaryKey') AS is_primary, EXISTS (SELECT 1 FROM drizzle_modifier m WHERE m.column_id = k.id AND m.name = 'unique') AS is_unique,
    t.file_id, p.line
FROM drizzle_table t JOIN property p ON p.object_id = t.object_id AND p.type = 'drizzle.Column()' AND p.key IS NOT NULL JOIN call k ON k.id = p.origin
LEFT JOIN drizzle_type y ON y.method = k.name AND k.callee LIKE 'drizzle-orm/pg-core.%' LEFT JOIN argument n ON n.call_id = k.id AND n.position = 0 AND n.kind <> 'object';
INSERT INTO model(key, name, table_call_id, framework, schema, table_name, file_id, line)
SELECT 'call:' || call_id, coalesce(name, table_name), call_id, 'drizzle', schema, table_name, file_id, line FROM drizzle_table t WHERE EXISTS (SELECT 1 FROM drizzle_column c WHERE c.table_call_id = t.call_id);
INSERT INTO model_column(table_call_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT table_call_id, schema, table_name, attribute, column_name, type, not_null, has_default, is_filled, is_primary, file_id, line FROM drizzle_column;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'type', 0, 'CREATE TYPE "' || n.value || '" AS ENUM (' || (SELECT group_concat('''' || replace(p.value, '''', '''''') || '''', ', ') FROM property p WHERE p.object_id = l.entity_id) || ');', c.file_id, c.line
FROM call c JOIN argument n ON n.call_id = c.id AND n.position = 0 JOIN argument l ON l.call_id = c.id AND l.position = 1 AND l.entity = 'object' WHERE c.callee = 'drizzle-orm/pg-core.pgEnum' AND n.value IS NOT NULL;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 1, 'CREATE TABLE "' || t.schema || '"."' || t.table_name || '" (' || (SELECT group_concat('"' || c.column_name || '" ' || coalesce(c.type, 'plumbline_unknown') || iif(c.not_null, ' NOT NULL', '')
    || iif(c.is_primary, ' PRIMARY KEY', '') || iif(c.is_unique, ' UNIQUE', ''), ', ') FROM drizzle_column c WHERE c.table_call_id = t.call_id) || ');', t.file_id, t.line
FROM drizzle_table t WHERE EXISTS (SELECT 1 FROM drizzle_column c WHERE c.table_call_id = t.call_id);

-- Calls
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar, model)
SELECT c.id, 'drizzle', 'built', 'none', 'rows', 'chain', 'drizzle', 'call:' || a.origin
FROM call c LEFT JOIN call f ON c.name LIKE 'select%' AND f.receiver_origin = c.id AND f.name = 'from' AND f.receiver_type = 'drizzle.Query()'
LEFT JOIN argument a ON a.call_id = iif(c.name LIKE 'select%', f.id, c.id) AND a.position = 0 AND a.type = 'drizzle.Table()'
WHERE c.result_type = 'drizzle.Query()' AND c.receiver_type = 'drizzle.Db()' AND c.result_origin = c.id;
-- db.execute(sql`…`) sends a text of its own
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar)
SELECT c.id, 'drizzle', 'built', 0, 'none', 'result', 'text', 'drizzle' FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.type LIKE 'drizzle-orm.sql%'
WHERE c.callee = 'drizzle.Db().execute';
-- db.query.users.findMany({ columns, where, with, orderBy }): by the name the program gives the table
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'drizzle relational', place, word, meaning, detail FROM builder_word WHERE grammar = 'drizzle' AND place = 'function'
UNION ALL SELECT 'drizzle relational', 'argument', column1, column2, NULL FROM (VALUES ('where', 'where'), ('columns', 'select'), ('with', 'include'), ('orderBy', 'order'), ('limit', 'limit'), ('offset', 'offset'), ('extras', 'ignored'))
UNION ALL SELECT 'drizzle relational', 'form', 'expressions', 'yes', NULL;
CREATE TEMP TABLE drizzle_link AS               -- relations(users, ({ one, many }) => ({ posts: many(posts), author: one(users, { fields: [posts.userId], references: [users.id] }) }))
SELECT t.origin AS table_call_id, p.key AS attribute, o.name AS kind, g.origin AS target_call_id,
    (SELECT group_concat(c.column_name, ',') FROM (SELECT e.text FROM property f JOIN property e ON e.object_id = f.entity_id WHERE f.object_id = d.entity_id AND f.key = 'fields' ORDER BY e.position) e
        JOIN drizzle_column c ON c.table_call_id = t.origin AND c.attribute = regexp_replace('^.*\.', e.text, '')) AS columns,
    (SELECT group_concat(c.column_name, ',') FROM (SELECT e.text FROM property f JOIN property e ON e.object_id = f.entity_id WHERE f.object_id = d.entity_id AND f.key = 'references' ORDER BY e.position) e
        JOIN drizzle_column c ON c.table_call_id = g.origin AND c.attribute = regexp_replace('^.*\.', e.text, '')) AS target_columns,
    (SELECT n.value FROM property n WHERE n.object_id = d.entity_id AND n.key = 'relationName') AS name
FROM call r JOIN argument t ON t.call_id = r.id AND t.position = 0 AND t.type = 'drizzle.Table()' JOIN argument b ON b.call_id = r.id AND b.position = 1 AND b.entity = 'function'
JOIN return w ON w.function_id = b.entity_id AND w.entity = 'object' JOIN property p ON p.object_id = w.entity_id AND p.key IS NOT NULL JOIN call o ON o.id = p.value_call_id AND o.name IN ('one', 'many')
JOIN argument g ON g.call_id = o.id AND g.position = 0 AND g.type = 'drizzle.Table()' LEFT JOIN argument d ON d.call_id = o.id AND d.position = 1 AND d.entity = 'object'
WHERE r.callee = 'drizzle-orm.relations';
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns)
SELECT 'call:' || l.table_call_id, l.attribute, 'call:' || l.target_call_id, l.kind = 'many', coalesce(l.columns, (SELECT b.target_columns FROM drizzle_link b WHERE b.table_call_id = l.target_call_id AND b.target_call_id = l.table_call_id
        AND b.columns IS NOT NULL AND b.name IS l.name)), coalesce(l.target_columns, (SELECT b.columns FROM drizzle_link b WHERE b.table_call_id = l.target_call_id AND b.target_call_id = l.table_call_id AND b.columns IS NOT NULL AND b.name IS l.name))
FROM drizzle_link l;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar, model)
SELECT c.id, 'drizzle', 'built', 0, 'none', iif(c.name = 'findMany', 'rows', 'row'), iif(c.name = 'findMany', 'read', 'first'), 'drizzle relational', 'call:' || t.call_id
FROM call c JOIN drizzle_table t ON t.name = regexp_replace('^.*\.', c.receiver, '')
WHERE c.receiver_type = 'drizzle.Relational()' AND c.name IN ('findMany', 'findFirst') AND (SELECT count(*) FROM drizzle_table o WHERE o.name = t.name) = 1;
-- references(() => users.id, { onDelete }), and in the third argument primaryKey({ columns: [t.a, t.b] })
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', c.schema || '.' || c.table_name, 2, 'ALTER TABLE "' || c.schema || '"."' || c.table_name || '" ADD FOREIGN KEY ("' || c.column_name || '") REFERENCES "' || t.schema || '"."' || t.column_table || '" ("' || t.column_name || '")'
    || coalesce(' ON DELETE ' || upper((SELECT q.value FROM argument o JOIN property q ON q.object_id = o.entity_id AND q.key = 'onDelete' WHERE o.call_id = m.call_id AND o.entity = 'object')), '') || ';', c.file_id, c.line
FROM drizzle_column c JOIN drizzle_modifier m ON m.column_id = c.column_id AND m.name = 'references' JOIN argument f ON f.call_id = m.call_id AND f.position = 0 AND f.entity = 'function' JOIN return r ON r.function_id = f.entity_id AND r.kind = 'member'
JOIN (SELECT table_call_id, schema, table_name AS column_table, attribute, column_name FROM drizzle_column) t ON t.table_call_id = r.origin AND t.attribute = regexp_replace('^.*\.', r.text, '');
CREATE TEMP TABLE drizzle_together AS           -- calls of the function in the third argument: which columns of its parameter they name
SELECT t.call_id AS table_call_id, t.schema, t.table_name, t.file_id, t.line,
    (SELECT group_concat('"' || c.column_name || '"', ', ') FROM (SELECT e.text FROM argument o JOIN property l ON l.object_id = o.entity_id AND l.key = 'columns' JOIN property e ON e.object_id = l.entity_id WHERE o.call_id = k.id AND o.entity = 'object' ORDER BY e.position) n
        JOIN drizzle_column c ON c.table_call_id = t.call_id AND c.attribute = regexp_replace('^.*\.', n.text, '')) AS columns
FROM drizzle_table t JOIN argument f ON f.call_id = t.call_id AND f.position = 2 AND f.entity = 'function' JOIN call k ON k.function_id = f.entity_id WHERE k.callee = 'drizzle-orm/pg-core.primaryKey';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', schema || '.' || table_name, 2, 'ALTER TABLE "' || schema || '"."' || table_name || '" ADD PRIMARY KEY (' || columns || ');', file_id, line FROM drizzle_together WHERE columns IS NOT NULL;
