-- title: MikroORM
-- package: npm @mikro-orm/core @mikro-orm/postgresql @mikro-orm/knex @mikro-orm/nestjs @mikro-orm/migrations
-- files: **/migrations/*.ts **/migrations/*.js
--
-- Classes with @Entity and schemas of new EntitySchema({ … }) are tables; what is asked of an EntityManager with the class first, or of a repository of it, is the statement it sends,
-- with every mapped column. execute(text, values) sends its own. Migrations are classes whose up() hands texts to addSql.

-- types
CREATE TEMP TABLE mikro_package(name TEXT);
INSERT INTO mikro_package VALUES ('@mikro-orm/core'), ('@mikro-orm/postgresql'), ('@mikro-orm/knex');
INSERT INTO type_alias(path, type, same)
SELECT k.name || '.' || a.column1, a.column2, 0 FROM mikro_package k CROSS JOIN (VALUES ('MikroORM.init()', 'mikro.Orm()'), ('MikroORM.initSync()', 'mikro.Orm()'), ('MikroORM()', 'mikro.Orm()'), ('EntityManager()', 'mikro.Manager()'),
    ('SqlEntityManager()', 'mikro.Manager()'), ('EntityRepository()', 'mikro.Repository()'), ('SqlEntityRepository()', 'mikro.Repository()'), ('EntitySchema()', 'mikro.Schema()'), ('raw()', 'mikro.Raw()'), ('sql()', 'mikro.Raw()')) a;
INSERT INTO type_alias(path, type, same)
SELECT k.name || '.' || d.column1 || '()', 'mikro.' || d.column1, 0 FROM mikro_package k
CROSS JOIN (VALUES ('Entity'), ('Property'), ('PrimaryKey'), ('SerializedPrimaryKey'), ('Enum'), ('ManyToOne'), ('OneToMany'), ('OneToOne'), ('ManyToMany'), ('Formula'), ('Embedded'), ('Embeddable')) d;
INSERT INTO type_alias(path, type, same) VALUES
    ('mikro.Orm().em',                            'mikro.Manager()',    0),
    ('mikro.Manager().fork()',                    'mikro.Manager()',    0),
    ('mikro.Manager().getContext()',              'mikro.Manager()',    0),
    ('mikro.Manager().transactional(fn)#0',       'mikro.Manager()',    0),
    ('mikro.Manager().getRepository()',           'mikro.Repository()', 0),
    ('mikro.Repository().em',                     'mikro.Manager()',    0),
    ('mikro.Repository().getEntityManager()',     'mikro.Manager()',    0),
    ('mikro.Manager().getConnection()',           'mikro.Connection()', 0),
    ('mikro.Orm().em.getConnection()',            'mikro.Connection()', 0);
CREATE TEMP TABLE mikro_method(name TEXT PRIMARY KEY, action TEXT, api TEXT, shape TEXT, options INTEGER, first TEXT, second TEXT);     -- positions of a repository's; a manager's have the class before them
INSERT INTO mikro_method VALUES
    ('find', 'read', 'rows', 'rows', 1, 'where', NULL), ('findOne', 'first', 'row', 'row', 1, 'where', NULL), ('findOneOrFail', 'first', 'row', 'result', 1, 'where', NULL), ('findAll', 'read', 'rows', 'rows', 0, NULL, NULL),
    ('findAndCount', 'read', 'rows', 'result', 1, 'where', NULL), ('findByCursor', 'read', 'rows', 'result', 1, 'where', NULL), ('count', 'count', 'value', 'count', 1, 'where', NULL), ('nativeInsert', 'insert', 'value', 'result', NULL, 'data', NULL),
    ('insert', 'insert', 'value', 'result', NULL, 'data', NULL), ('nativeUpdate', 'update', 'none', 'result', 2, 'where', 'data'), ('nativeDelete', 'delete', 'none', 'result', 1, 'where', NULL);
INSERT INTO value_shape(path, shape) SELECT t.column1 || '.' || name || '()', shape FROM mikro_method CROSS JOIN (VALUES ('mikro.Manager()'), ('mikro.Repository()')) t WHERE shape <> 'result';

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'mikro', column1, column2, column3, column4 FROM (VALUES
    ('argument', 'where', 'where', NULL), ('argument', 'fields', 'select', NULL), ('argument', 'populate', 'include', NULL), ('argument', 'orderBy', 'order', NULL), ('argument', 'limit', 'limit', NULL), ('argument', 'offset', 'offset', NULL),
    ('argument', 'filters', 'ignored', NULL), ('argument', 'refresh', 'ignored', NULL), ('argument', 'strategy', 'ignored', NULL), ('argument', 'lockMode', 'ignored', NULL), ('argument', 'ctx', 'ignored', NULL), ('argument', 'cache', 'ignored', NULL),
    ('argument', 'disableIdentityMap', 'ignored', NULL), ('argument', 'populateWhere', 'ignored', NULL), ('argument', 'schema', 'ignored', NULL), ('argument', 'failHandler', 'ignored', NULL), ('argument', 'first', 'limit', NULL),
    ('argument', 'convertCustomTypes', 'ignored', NULL), ('argument', 'flags', 'ignored', NULL), ('argument', 'connectionType', 'ignored', NULL),
    ('condition', '$and', 'and', NULL), ('condition', '$or', 'or', NULL), ('condition', '$not', 'not', NULL),
    ('operator', '$eq', 'compare', '='), ('operator', '$ne', 'not', '<>'), ('operator', '$in', 'compare', '= ANY('), ('operator', '$nin', 'compare', '<> ALL('), ('operator', '$gt', 'compare', '>'), ('operator', '$gte', 'compare', '>='),
    ('operator', '$lt', 'compare', '<'), ('operator', '$lte', 'compare', '<='), ('operator', '$like', 'compare', '::text LIKE'), ('operator', '$ilike', 'compare', '::text ILIKE'), ('operator', '$re', 'compare', '::text ~'),
    ('operator', '$overlap', 'compare', '&&'), ('operator', '$contains', 'compare', '@>'), ('operator', '$contained', 'compare', '<@'), ('operator', '$exists', 'ignored', NULL), ('operator', '$fulltext', 'ignored', NULL),
    ('quantifier', '$some', 'some', NULL), ('quantifier', '$every', 'every', NULL), ('quantifier', '$none', 'none', NULL), ('form', 'relation_value', 'yes', NULL), ('form', 'key_where', 'yes', NULL), ('form', 'returning_made', 'yes', NULL))
UNION ALL SELECT 'mikro', 'position', name || '.0', first, NULL FROM mikro_method WHERE first IS NOT NULL
UNION ALL SELECT 'mikro', 'position', name || '.1', second, NULL FROM mikro_method WHERE second IS NOT NULL;
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'mikro manager', place, iif(place = 'position', regexp_replace('\.\d$', word, '') || '.' || (substr(word, -1) + 1), word), meaning, detail FROM builder_word WHERE grammar = 'mikro';

-- Names: a strategy of their own leaves them open
CREATE TEMP TABLE mikro_naming AS SELECT CASE WHEN count(*) = 0 OR sum(coalesce(type, '') NOT LIKE '%.UnderscoreNamingStrategy') = 0 THEN 'underscore' WHEN sum(coalesce(type, '') NOT LIKE '%.EntityCaseNamingStrategy') = 0 THEN 'plain' END AS style
FROM property WHERE key = 'namingStrategy';
CREATE TEMP TABLE mikro_entity AS
SELECT k.id AS class_id, NULL AS properties, k.name, k.file_id, k.line, coalesce((SELECT p.value FROM argument o JOIN property p ON p.object_id = o.entity_id AND p.key = 'tableName' WHERE o.call_id = d.call_id AND o.entity = 'object'),
        iif((SELECT style FROM mikro_naming) = 'plain', k.name, lower(regexp_replace('([a-z0-9])([A-Z])', k.name, '$1_$2')))) AS table_name,
    coalesce((SELECT p.value FROM argument o JOIN property p ON p.object_id = o.entity_id AND p.key = 'schema' WHERE o.call_id = d.call_id AND o.entity = 'object'), 'public') AS schema
FROM decorator d JOIN class k ON k.id = d.target_id JOIN file f ON f.id = k.file_id AND f.role NOT IN ('test', 'migration')
WHERE d.target_kind = 'class' AND d.type = 'mikro.Entity' AND (SELECT style FROM mikro_naming) IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM argument o JOIN property p ON p.object_id = o.entity_id AND (p.key IN ('tableName', 'schema') AND p.value IS NULL OR p.key IN ('abstract', 'expression', 'discriminatorColumn', 'discriminatorValue', 'discriminatorMap'))
        WHERE o.call_id = d.call_id AND o.entity = 'object')
UNION ALL
SELECT (SELECT p.entity_id FROM property p WHERE p.object_id = a.entity_id AND p.key = 'class' AND p.entity = 'class'), (SELECT p.entity_id FROM property p WHERE p.object_id = a.entity_id AND p.key = 'properties' AND p.entity = 'object'),
    n.name, c.file_id, c.line, coalesce((SELECT p.value FROM property p WHERE p.object_id = a.entity_id AND p.key = 'tableName'), lower(regexp_replace('([a-z0-9])([A-Z])', n.name, '$1_$2'))), 'public'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
JOIN (SELECT p.object_id, k.name FROM property p JOIN class k ON k.id = p.entity_id WHERE p.key = 'class' AND p.entity = 'class') n ON n.object_id = a.entity_id
WHERE c.result_type = 'mikro.Schema()' AND c.is_new AND (SELECT style FROM mikro_naming) = 'underscore';
CREATE TEMP TABLE mikro_field AS                -- of the class and what it extends; of a schema its properties
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT class_id, class_id, 0 FROM mikro_entity WHERE properties IS NULL
    UNION SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT u.class_id, d.target_id AS owner_id, d.field AS attribute, substr(d.type, 7) AS kind, d.line, min(u.depth) AS depth, (SELECT c.file_id FROM class c WHERE c.id = d.target_id) AS file_id,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = d.call_id AND a.entity = 'object' ORDER BY a.position DESC LIMIT 1) AS options,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = d.call_id AND a.position = 0 AND a.entity = 'function') AS target_function
FROM up u JOIN decorator d ON d.target_id = u.base_id AND d.target_kind = 'field' WHERE d.type GLOB 'mikro.*' GROUP BY u.class_id, d.field, d.type
UNION ALL
SELECT e.class_id, e.class_id, p.key, CASE WHEN EXISTS (SELECT 1 FROM property k WHERE k.object_id = p.entity_id AND k.key = 'primary' AND k.value = 'true') THEN 'PrimaryKey'
        ELSE coalesce((SELECT CASE k.value WHEN 'm:1' THEN 'ManyToOne' WHEN '1:m' THEN 'OneToMany' WHEN '1:1' THEN 'OneToOne' WHEN 'm:n' THEN 'ManyToMany' WHEN 'embedded' THEN 'Embedded' END FROM property k WHERE k.object_id = p.entity_id AND k.key IN ('kind', 'reference')), 'Property') END,
    p.line, 0, e.file_id, p.entity_id, (SELECT k.entity_id FROM property k WHERE k.object_id = p.entity_id AND k.key = 'entity' AND k.entity = 'function')
FROM mikro_entity e JOIN property p ON p.object_id = e.properties AND p.key IS NOT NULL;
CREATE INDEX temp.mikro_field_class ON mikro_field(class_id, attribute);
CREATE TEMP TABLE mikro_option AS SELECT DISTINCT f.class_id, f.attribute, f.kind, p.key, p.value, p.entity, p.entity_id FROM mikro_field f JOIN property p ON p.object_id = f.options WHERE p.key IS NOT NULL;
CREATE INDEX temp.mikro_option_field ON mikro_option(class_id, attribute, kind, key);
CREATE TEMP TABLE mikro_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO mikro_type VALUES ('string', 'character varying(255)'), ('text', 'text'), ('number', 'integer'), ('integer', 'integer'), ('int', 'integer'), ('smallint', 'smallint'), ('bigint', 'bigint'), ('boolean', 'boolean'), ('bool', 'boolean'), ('date', 'date'),
    ('Date', 'timestamp with time zone'), ('datetime', 'timestamp with time zone'), ('uuid', 'uuid'), ('json', 'jsonb'), ('jsonb', 'jsonb'), ('float', 'real'), ('double', 'double precision'), ('decimal', 'numeric(10,0)'),
    ('global.string', 'character varying(255)'), ('global.number', 'integer'), ('global.boolean', 'boolean'), ('global.Date', 'timestamp with time zone');
CREATE TEMP TABLE mikro_column AS
SELECT f.class_id, f.attribute, f.kind, f.file_id, f.line,
    coalesce((SELECT o.value FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key IN ('fieldName', 'name')),
        iif((SELECT style FROM mikro_naming) = 'plain', f.attribute, lower(regexp_replace('([a-z0-9])([A-Z])', f.attribute, '$1_$2')))) AS column_name,
    coalesce((SELECT o.value FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'columnType'),
        (SELECT t.sql FROM mikro_option o JOIN mikro_type t ON t.name = o.value WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'type' AND NOT EXISTS (SELECT 1 FROM mikro_option l WHERE l.class_id = f.class_id AND l.attribute = f.attribute AND l.key = 'length')),
        (SELECT 'character varying(' || l.value || ')' FROM mikro_option l WHERE l.class_id = f.class_id AND l.attribute = f.attribute AND l.kind = f.kind AND l.key = 'length' AND l.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id
            AND o.attribute = f.attribute AND o.key = 'type' AND coalesce(o.value, '') <> 'string')),
        iif(f.kind <> 'Enum' AND NOT EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key IN ('type', 'columnType', 'length')),
            (SELECT t.sql FROM binding b JOIN mikro_type t ON t.name = b.annotation_type WHERE b.class_id = f.owner_id AND b.name = f.attribute LIMIT 1), NULL)) AS type,
    NOT EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'nullable' AND coalesce(o.value, '') <> 'false') AS not_null,
    f.kind = 'PrimaryKey' AND coalesce((SELECT b.annotation_type FROM binding b WHERE b.class_id = f.owner_id AND b.name = f.attribute), 'global.number') = 'global.number'
        OR EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key IN ('default', 'defaultRaw', 'autoincrement')) AS has_default,
    EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key IN ('onCreate', 'version')) OR EXISTS (SELECT 1 FROM binding b WHERE b.class_id = f.owner_id AND b.name = f.attribute AND b.kind IS NOT NULL) AS is_filled,
    f.kind = 'PrimaryKey' OR EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'primary' AND o.value = 'true') AS is_primary,
    EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'unique' AND coalesce(o.value, '') <> 'false') AS is_unique
FROM mikro_field f WHERE f.kind IN ('Property', 'PrimaryKey', 'Enum')
  AND NOT EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND (o.key IN ('fieldName', 'name') AND o.value IS NULL OR o.key = 'persist' AND o.value = 'false' OR o.key = 'formula'));
CREATE INDEX temp.mikro_column_class ON mikro_column(class_id, attribute);
CREATE TEMP TABLE mikro_relation AS
SELECT f.class_id, f.attribute, f.kind, f.file_id, f.line, e.class_id AS target_id, k.column_name AS target_column, k.type AS target_type,
    coalesce((SELECT o.value FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key IN ('fieldName', 'joinColumn', 'name')),
        iif((SELECT style FROM mikro_naming) = 'plain', f.attribute, lower(regexp_replace('([a-z0-9])([A-Z])', f.attribute, '$1_$2'))) || '_' || k.column_name) AS column_name,
    EXISTS (SELECT 1 FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'nullable' AND coalesce(o.value, '') <> 'false') AS nullable,
    coalesce((SELECT coalesce(o.value, (SELECT regexp_replace('^.*\.', r.text, '') FROM return r WHERE r.function_id = o.entity_id)) FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'mappedBy'),
        (SELECT NULL)) AS inverse
FROM mikro_field f JOIN return r ON r.function_id = coalesce(f.target_function, (SELECT o.entity_id FROM mikro_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'entity' AND o.entity = 'function')) AND r.entity = 'class'
JOIN mikro_entity e ON e.class_id = r.entity_id JOIN mikro_column k ON k.class_id = e.class_id AND k.is_primary
WHERE f.kind IN ('ManyToOne', 'OneToOne', 'OneToMany') AND (SELECT count(*) FROM mikro_column o WHERE o.class_id = e.class_id AND o.is_primary) = 1;
INSERT INTO mikro_column
SELECT r.class_id, r.column_name, r.kind, r.file_id, r.line, r.column_name, r.target_type, NOT r.nullable, 0, 0, 0, r.kind = 'OneToOne' FROM mikro_relation r WHERE r.kind = 'ManyToOne' OR r.kind = 'OneToOne' AND r.inverse IS NULL;
-- an entity of which a field is kept in a way that is not read (an embeddable, a table between, a relation without a known class) has more columns than are known: nothing is said of its rows
INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line) SELECT class_id, 'class:' || class_id, 'mikro-orm', schema, table_name, file_id, line FROM mikro_entity;
INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT c.class_id, e.schema, e.table_name, c.attribute, c.column_name, c.type, c.not_null, c.has_default, c.is_filled, c.is_primary, c.file_id, c.line FROM mikro_column c JOIN mikro_entity e ON e.class_id = c.class_id;
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns)
SELECT 'class:' || r.class_id, r.attribute, 'class:' || r.target_id, 0, r.column_name, r.target_column FROM mikro_relation r WHERE r.kind = 'ManyToOne' OR r.kind = 'OneToOne' AND r.inverse IS NULL
UNION ALL
SELECT 'class:' || r.class_id, r.attribute, 'class:' || r.target_id, r.kind = 'OneToMany', b.target_column, b.column_name
FROM mikro_relation r JOIN mikro_relation b ON b.class_id = r.target_id AND b.attribute = r.inverse AND b.target_id = r.class_id WHERE r.inverse IS NOT NULL;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', e.schema || '.' || e.table_name, 1, 'CREATE TABLE "' || e.schema || '"."' || e.table_name || '" (' || (SELECT group_concat('"' || c.column_name || '" ' || coalesce(c.type, 'plumbline_unknown')
    || iif(c.has_default AND c.is_primary AND c.type IN ('integer', 'bigint', 'smallint'), ' GENERATED BY DEFAULT AS IDENTITY', '') || iif(c.not_null AND (c.is_primary OR NOT c.has_default), ' NOT NULL', '') || iif(c.is_unique, ' UNIQUE', '')
    || iif(c.is_primary AND (SELECT count(*) FROM mikro_column o WHERE o.class_id = c.class_id AND o.is_primary) = 1, ' PRIMARY KEY', ''), ', ') FROM mikro_column c WHERE c.class_id = e.class_id) || ');', e.file_id, e.line
FROM mikro_entity e WHERE EXISTS (SELECT 1 FROM mikro_column c WHERE c.class_id = e.class_id);

-- Whose repository it is: the class handed to getRepository, or the one its annotation names
CREATE TEMP TABLE mikro_annotated AS
SELECT b.class_id, 'this.' || b.name AS receiver, iif(count(DISTINCT e.class_id) = 1, min(e.class_id), NULL) AS entity_id FROM binding b JOIN mikro_entity e ON e.name = b.annotation_argument
WHERE b.annotation_type LIKE '%EntityRepository' AND b.class_id IS NOT NULL GROUP BY b.class_id, b.name;
CREATE TEMP TABLE mikro_call AS
SELECT c.id AS call_id, c.name, c.receiver_type, coalesce((SELECT g.entity_id FROM call o JOIN argument g ON g.call_id = o.id AND g.position = 0 AND g.entity = 'class' WHERE o.id = c.receiver_origin AND o.name = 'getRepository'),
    (SELECT t.entity_id FROM mikro_annotated t JOIN function f ON f.class_id = t.class_id WHERE t.receiver = c.receiver AND f.id IN (c.function_id, (SELECT p.parent_id FROM function p WHERE p.id = c.function_id)))) AS class_id
FROM call c WHERE c.receiver_type = 'mikro.Repository()'
UNION ALL
SELECT c.id, c.name, c.receiver_type, g.entity_id FROM call c JOIN argument g ON g.call_id = c.id AND g.position = 0 AND g.entity = 'class' WHERE c.receiver_type = 'mikro.Manager()';
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar, model)
SELECT c.call_id, 'mikro-orm', 'built', (SELECT a.position FROM argument a WHERE a.call_id = c.call_id AND a.position = m.options + (c.receiver_type = 'mikro.Manager()')), 'none', m.api, m.action, iif(c.receiver_type = 'mikro.Manager()', 'mikro manager', 'mikro'), 'class:' || c.class_id
FROM mikro_call c JOIN mikro_method m ON m.name = c.name JOIN mikro_entity e ON e.class_id = c.class_id
WHERE NOT EXISTS (SELECT 1 FROM mikro_field f WHERE f.class_id = c.class_id AND f.kind IN ('Embedded') AND m.action IN ('insert'));
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'mikro-orm', 'sql', 0, 'question', 1, 'rows' FROM call c JOIN file f ON f.id = c.file_id AND f.role <> 'migration' JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity IS NOT 'object'
WHERE c.receiver_type IN ('mikro.Manager()', 'mikro.Connection()') AND c.name = 'execute';

-- Migrations: this.addSql(text) in up() of a class that extends Migration
CREATE TEMP TABLE mikro_step AS
SELECT c.id AS call_id, p.path AS unit, p.id AS file_id FROM class_base b JOIN function f ON f.class_id = b.class_id AND f.name = 'up' JOIN call c ON c.function_id = f.id AND c.name = 'addSql' AND c.receiver = 'this' JOIN file p ON p.id = c.file_id
WHERE b.type LIKE '@mikro-orm/migrations%.Migration';
INSERT INTO revision(source, unit, parents, file_id, line) SELECT DISTINCT 'mikro-orm', unit, NULL, file_id, 1 FROM mikro_step;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action) SELECT call_id, 'mikro-orm', 'step', 0, 'none', NULL, 'none', unit FROM mikro_step;
