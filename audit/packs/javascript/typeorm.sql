-- title: TypeORM
-- package: npm typeorm @nestjs/typeorm
-- files: **/migrations/*.ts **/migration/*.ts
--
-- Classes with @Entity are tables, their fields with @Column columns. What is asked of a repository, of an EntityManager with the class as first argument, or of a class
-- that extends BaseEntity is the statement it sends, with every mapped column; query(text, values) sends its own. Migrations: up(queryRunner).

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('typeorm.createConnection()',                       'typeorm.DataSource()',    0),
    ('typeorm.getConnection()',                          'typeorm.DataSource()',    0),
    ('typeorm.Connection()',                             'typeorm.DataSource()',    0),
    ('typeorm.DataSource().initialize()',                'typeorm.DataSource()',    1),
    ('typeorm.DataSource().connect()',                   'typeorm.DataSource()',    1),
    ('typeorm.DataSource().manager',                     'typeorm.EntityManager()', 0),
    ('typeorm.DataSource().createEntityManager()',       'typeorm.EntityManager()', 0),
    ('typeorm.getManager()',                             'typeorm.EntityManager()', 0),
    ('typeorm.Repository().manager',                     'typeorm.EntityManager()', 0),
    ('typeorm.QueryRunner().manager',                    'typeorm.EntityManager()', 0),
    ('typeorm.DataSource().transaction(fn)#0',           'typeorm.EntityManager()', 0),
    ('typeorm.EntityManager().transaction(fn)#0',        'typeorm.EntityManager()', 0),
    ('typeorm.DataSource().createQueryRunner()',         'typeorm.QueryRunner()',   0),
    ('typeorm.DataSource().getRepository()',             'typeorm.Repository()',    0),
    ('typeorm.DataSource().getTreeRepository()',         'typeorm.Repository()',    0),
    ('typeorm.EntityManager().getRepository()',          'typeorm.Repository()',    0),
    ('typeorm.EntityManager().withRepository()',         '#0',                      0),
    ('typeorm.getRepository()',                          'typeorm.Repository()',    0),
    ('typeorm.TreeRepository()',                         'typeorm.Repository()',    0),
    ('typeorm.Repository().createQueryBuilder()',        'typeorm.Query()',         0),
    ('typeorm.Repository().query()',                     'typeorm.Rows()',          0),
    ('typeorm.DataSource().query()',                     'typeorm.Rows()',          0),
    ('typeorm.EntityManager().query()',                  'typeorm.Rows()',          0),
    ('typeorm.QueryRunner().query()',                    'typeorm.Rows()',          0);
CREATE TEMP TABLE typeorm_word(method TEXT, meaning TEXT);
INSERT INTO typeorm_word VALUES ('createQueryBuilder', 'alias'), ('getMany', 'ignored'), ('getOne', 'ignored'), ('getOneOrFail', 'ignored'), ('getCount', 'count_rows'), ('getManyAndCount', 'ignored'), ('getExists', 'count_rows'),
    ('where', 'unread'), ('andWhere', 'unread'), ('orWhere', 'unread'), ('orderBy', 'ignored'), ('addOrderBy', 'ignored'), ('take', 'limit'), ('limit', 'limit'), ('skip', 'ignored'), ('offset', 'ignored'), ('setParameter', 'ignored'),
    ('setParameters', 'ignored'), ('cache', 'ignored'), ('setLock', 'ignored'), ('withDeleted', 'ignored'), ('leftJoinAndSelect', 'unread'), ('innerJoinAndSelect', 'unread'), ('leftJoin', 'unread'), ('innerJoin', 'unread'),
    ('loadRelationCountAndMap', 'unread'), ('printSql', 'ignored'), ('comment', 'ignored');
INSERT INTO type_alias(path, type, same) SELECT 'typeorm.Query().' || method || '()', 'typeorm.Query()', 1 FROM typeorm_word WHERE method NOT LIKE 'get%';
CREATE TEMP TABLE typeorm_method(name TEXT PRIMARY KEY, action TEXT, api TEXT, shape TEXT, first TEXT, second TEXT);      -- first, second: what these arguments are; NULL: it does not tell
INSERT INTO typeorm_method VALUES
    ('find', 'read', 'rows', 'rows', 'object', NULL), ('findBy', 'read', 'rows', 'rows', 'where', NULL), ('findOne', 'first', 'row', 'row', 'object', NULL), ('findOneBy', 'first', 'row', 'row', 'where', NULL),
    ('findOneOrFail', 'first', 'row', 'result', 'object', NULL), ('findOneByOrFail', 'first', 'row', 'result', 'where', NULL), ('findAndCount', 'read', 'rows', 'result', 'object', NULL),
    ('findAndCountBy', 'read', 'rows', 'result', 'where', NULL), ('count', 'count', 'value', 'count', 'object', NULL), ('countBy', 'count', 'value', 'count', 'where', NULL),
    ('exists', 'count', 'value', 'result', 'object', NULL), ('exist', 'count', 'value', 'result', 'object', NULL), ('existsBy', 'count', 'value', 'result', 'where', NULL),
    ('insert', 'insert', 'row', 'result', 'data', NULL), ('save', 'insert', 'row', 'result', NULL, NULL), ('upsert', 'insert', 'none', 'result', NULL, NULL),
    ('update', 'update', 'none', 'result', 'where', 'data'), ('delete', 'delete', 'none', 'result', 'where', NULL);
INSERT INTO value_shape(path, shape) SELECT 'typeorm.Repository().' || name || '()', shape FROM typeorm_method WHERE shape <> 'result';
INSERT INTO value_shape(path, shape) VALUES ('typeorm.Repository().find()[]', 'row'), ('typeorm.Repository().findBy()[]', 'row');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'typeorm', column1, column2, column3, column4 FROM (VALUES
    ('argument', 'where', 'where', NULL), ('argument', 'select', 'select', NULL), ('argument', 'relations', 'include', NULL), ('argument', 'order', 'order', NULL), ('argument', 'take', 'limit', NULL), ('argument', 'skip', 'offset', NULL),
    ('argument', 'withDeleted', 'ignored', NULL), ('argument', 'cache', 'ignored', NULL), ('argument', 'lock', 'ignored', NULL), ('argument', 'loadEagerRelations', 'ignored', NULL), ('argument', 'relationLoadStrategy', 'ignored', NULL),
    ('argument', 'comment', 'ignored', NULL), ('argument', 'transaction', 'ignored', NULL), ('form', 'relation_value', 'yes', NULL), ('form', 'insert_all', 'made', NULL), ('form', 'returning_made', 'yes', NULL),
    ('function', 'typeorm.In', 'compare', '= ANY('), ('function', 'typeorm.Any', 'compare', '= ANY('), ('function', 'typeorm.Not', 'compare', NULL), ('function', 'typeorm.LessThan', 'compare', '<'),
    ('function', 'typeorm.LessThanOrEqual', 'compare', '<='), ('function', 'typeorm.MoreThan', 'compare', '>'), ('function', 'typeorm.MoreThanOrEqual', 'compare', '>='), ('function', 'typeorm.Equal', 'compare', '='),
    ('function', 'typeorm.Like', 'compare', 'LIKE'), ('function', 'typeorm.ILike', 'compare', 'ILIKE'), ('function', 'typeorm.Between', 'compare', NULL), ('function', 'typeorm.IsNull', 'compare', 'IS NULL'),
    ('function', 'typeorm.Raw', 'compare', NULL), ('function', 'typeorm.And', 'compare', NULL), ('function', 'typeorm.Or', 'compare', NULL), ('function', 'typeorm.ArrayContains', 'compare', '@>'),
    ('function', 'typeorm.ArrayContainedBy', 'compare', '<@'), ('function', 'typeorm.ArrayOverlap', 'compare', '&&'), ('function', 'typeorm.JsonContains', 'compare', NULL))
UNION ALL SELECT 'typeorm', 'position', name || '.0', first, NULL FROM typeorm_method WHERE first = 'where'
    OR first = 'data' AND NOT EXISTS (SELECT 1 FROM decorator d WHERE d.type IN ('typeorm.BeforeInsert()', 'typeorm.EventSubscriber()'))          -- who may fill columns of a new row
UNION ALL SELECT 'typeorm', 'position', name || '.1', second, NULL FROM typeorm_method WHERE second IS NOT NULL;
INSERT INTO builder_word(grammar, place, word, meaning, detail)                             -- an EntityManager's have the class before them
SELECT 'typeorm manager', place, iif(place = 'position', regexp_replace('\.\d$', word, '') || '.' || (substr(word, -1) + 1), word), meaning, detail FROM builder_word WHERE grammar = 'typeorm'
UNION ALL SELECT 'typeorm query', 'method', method, meaning, NULL FROM typeorm_word
UNION ALL SELECT 'typeorm query', 'form', 'chain', 'chain', NULL
UNION ALL SELECT 'typeorm query', 'type', 'typeorm.Query()', 'query', NULL;

-- How names are made where none is given. A strategy that is not known leaves all of them open
CREATE TEMP TABLE typeorm_naming AS
SELECT CASE WHEN EXISTS (SELECT 1 FROM property WHERE key = 'entityPrefix') THEN NULL WHEN count(*) = 0 THEN 'plain'
    WHEN count(*) = sum(coalesce(type, '') LIKE 'typeorm-naming-strategies.SnakeNamingStrategy%') THEN 'snake' END AS style FROM property WHERE key = 'namingStrategy';
-- Entities, and what they inherit columns from
CREATE TEMP TABLE typeorm_entity AS
SELECT k.id AS class_id, k.name, k.file_id, k.line, coalesce(n.value, (SELECT p.value FROM argument o JOIN property p ON p.object_id = o.entity_id AND p.key = 'name' WHERE o.call_id = d.call_id AND o.entity = 'object'),
        lower(regexp_replace('([a-z0-9])([A-Z])', k.name, '$1_$2'))) AS table_name,
    coalesce((SELECT p.value FROM argument o JOIN property p ON p.object_id = o.entity_id AND p.key = 'schema' WHERE o.call_id = d.call_id AND o.entity = 'object'), 'public') AS schema
FROM decorator d JOIN class k ON k.id = d.target_id JOIN file f ON f.id = k.file_id AND f.role NOT IN ('test', 'migration') LEFT JOIN argument n ON n.call_id = d.call_id AND n.position = 0 AND n.kind = 'string'
WHERE d.target_kind = 'class' AND d.type = 'typeorm.Entity()' AND (SELECT style FROM typeorm_naming) IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM decorator t WHERE t.target_kind = 'class' AND t.target_id = k.id AND t.type IN ('typeorm.TableInheritance()', 'typeorm.ChildEntity()'))
  AND NOT EXISTS (SELECT 1 FROM argument o JOIN property p ON p.object_id = o.entity_id AND p.key IN ('name', 'schema') AND p.value IS NULL WHERE o.call_id = d.call_id AND o.entity = 'object');
CREATE TEMP TABLE typeorm_field AS
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT class_id, class_id, 0 FROM typeorm_entity
    UNION SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT u.class_id, d.target_id AS owner_id, d.field AS attribute, d.call_id, substr(d.type, 9, length(d.type) - 10) AS kind, d.line, min(u.depth) AS depth, (SELECT c.file_id FROM class c WHERE c.id = d.target_id) AS file_id,
    (SELECT a.value FROM argument a WHERE a.call_id = d.call_id AND a.position = 0 AND a.kind = 'string') AS asked,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = d.call_id AND a.entity = 'object' ORDER BY a.position DESC LIMIT 1) AS options,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = d.call_id AND a.position = 0 AND a.entity = 'function') AS target_function,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = d.call_id AND a.position = 1 AND a.entity = 'function') AS inverse_function
FROM up u JOIN decorator d ON d.target_id = u.base_id AND d.target_kind = 'field' WHERE d.type GLOB 'typeorm.*()' GROUP BY u.class_id, d.field, d.type;
CREATE INDEX temp.typeorm_field_class ON typeorm_field(class_id, attribute);
CREATE TEMP TABLE typeorm_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO typeorm_type VALUES ('global.string', 'character varying'), ('global.number', 'integer'), ('global.boolean', 'boolean'), ('global.Date', 'timestamp without time zone'), ('string', 'character varying'),
    ('number', 'integer'), ('varchar', 'character varying'), ('simple-array', 'text'), ('simple-json', 'text'), ('timestamptz', 'timestamp with time zone');
CREATE TEMP TABLE typeorm_option AS
SELECT f.class_id, f.attribute, f.kind, p.key, p.value, p.kind AS value_kind FROM typeorm_field f JOIN property p ON p.object_id = f.options WHERE p.key IS NOT NULL;
CREATE INDEX temp.typeorm_option_field ON typeorm_option(class_id, attribute, kind);
CREATE TEMP TABLE typeorm_column AS
SELECT f.class_id, f.attribute, f.kind, f.file_id, f.line,
    coalesce((SELECT o.value FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'name'),
        iif((SELECT style FROM typeorm_naming) = 'snake', lower(regexp_replace('([a-z0-9])([A-Z])', f.attribute, '$1_$2')), f.attribute)) AS column_name,
    iif(f.kind = 'PrimaryGeneratedColumn' AND f.asked = 'uuid', 'uuid', CASE WHEN coalesce(f.asked, w.value) IN ('increment', 'identity', 'rowid') THEN 'integer'
        WHEN coalesce(f.asked, w.value) IN ('enum', 'simple-enum') THEN NULL
        WHEN f.asked IS NOT NULL OR w.value IS NOT NULL THEN coalesce((SELECT t.sql FROM typeorm_type t WHERE t.name = coalesce(f.asked, w.value)), coalesce(f.asked, w.value))
        WHEN w.key IS NOT NULL OR EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.key = 'enum') THEN NULL
        WHEN f.kind IN ('CreateDateColumn', 'UpdateDateColumn', 'DeleteDateColumn') THEN 'timestamp without time zone' WHEN f.kind IN ('PrimaryGeneratedColumn', 'VersionColumn') THEN 'integer'
        ELSE (SELECT t.sql FROM typeorm_type t JOIN binding b ON b.class_id = f.owner_id AND b.name = f.attribute AND t.name = b.annotation_type LIMIT 1) END)
        || coalesce('(' || (SELECT o.value FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'length') || ')', '')
        || iif(EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'array' AND o.value = 'true'), '[]', '') AS type,
    f.kind <> 'DeleteDateColumn' AND NOT EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'nullable' AND coalesce(o.value, '') <> 'false') AS not_null,
    f.kind IN ('PrimaryGeneratedColumn', 'CreateDateColumn', 'UpdateDateColumn') OR EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'default')
        OR EXISTS (SELECT 1 FROM typeorm_field g WHERE g.class_id = f.class_id AND g.attribute = f.attribute AND g.kind = 'Generated') AS has_default,
    f.kind = 'VersionColumn' OR EXISTS (SELECT 1 FROM typeorm_field g WHERE g.class_id = f.class_id AND g.attribute = f.attribute AND g.kind IN ('BeforeInsert')) AS is_filled,
    f.kind IN ('PrimaryGeneratedColumn', 'PrimaryColumn', 'ObjectIdColumn') OR EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'primary' AND o.value = 'true') AS is_primary
FROM typeorm_field f LEFT JOIN typeorm_option w ON w.class_id = f.class_id AND w.attribute = f.attribute AND w.kind = f.kind AND w.key = 'type'
WHERE f.kind IN ('Column', 'PrimaryColumn', 'PrimaryGeneratedColumn', 'CreateDateColumn', 'UpdateDateColumn', 'DeleteDateColumn', 'VersionColumn') AND f.target_function IS NULL
  AND NOT EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'name' AND o.value IS NULL);
CREATE INDEX temp.typeorm_column_class ON typeorm_column(class_id, attribute);
-- Relations: the side that has the column, by @JoinColumn or as it is made: the relation's name and the key's
CREATE TEMP TABLE typeorm_relation AS
SELECT f.class_id, f.attribute, f.kind, f.file_id, f.line, e.class_id AS target_id, k.column_name AS target_column, k.type AS target_type, j.attribute IS NOT NULL AS joins,
    coalesce((SELECT p.value FROM property p WHERE p.object_id = j.options AND p.key = 'name'), iif((SELECT style FROM typeorm_naming) = 'snake', lower(regexp_replace('([a-z0-9])([A-Z])', f.attribute, '$1_$2')) || '_' || k.column_name,
        f.attribute || upper(substr(k.attribute, 1, 1)) || substr(k.attribute, 2))) AS column_name,
    NOT EXISTS (SELECT 1 FROM typeorm_option o WHERE o.class_id = f.class_id AND o.attribute = f.attribute AND o.kind = f.kind AND o.key = 'nullable' AND o.value = 'false') AS nullable,
    (SELECT regexp_replace('^.*\.', r.text, '') FROM return r WHERE r.function_id = f.inverse_function AND r.kind = 'member') AS inverse
FROM typeorm_field f JOIN return r ON r.function_id = f.target_function AND r.entity = 'class' JOIN typeorm_entity e ON e.class_id = r.entity_id
JOIN typeorm_column k ON k.class_id = e.class_id AND k.is_primary LEFT JOIN typeorm_field j ON j.class_id = f.class_id AND j.attribute = f.attribute AND j.kind = 'JoinColumn'
WHERE f.kind IN ('ManyToOne', 'OneToOne', 'OneToMany') AND (SELECT count(*) FROM typeorm_column o WHERE o.class_id = e.class_id AND o.is_primary) = 1
  AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = j.options AND (p.key = 'referencedColumnName' AND p.value IS NOT k.attribute OR p.key = 'name' AND p.value IS NULL OR p.key IS NULL));
INSERT INTO typeorm_column
SELECT r.class_id, r.column_name, r.kind, r.file_id, r.line, r.column_name, r.target_type, NOT r.nullable, 0, 0, 0 FROM typeorm_relation r
WHERE (r.kind = 'ManyToOne' OR r.kind = 'OneToOne' AND r.joins) AND NOT EXISTS (SELECT 1 FROM typeorm_column c WHERE c.class_id = r.class_id AND c.column_name = r.column_name);

INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line)
SELECT class_id, 'class:' || class_id, 'typeorm', schema, table_name, file_id, line FROM typeorm_entity;
INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT c.class_id, e.schema, e.table_name, c.attribute, c.column_name, c.type, c.not_null, c.has_default, c.is_filled, c.is_primary, c.file_id, c.line FROM typeorm_column c JOIN typeorm_entity e ON e.class_id = c.class_id;
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns)
SELECT 'class:' || r.class_id, r.attribute, 'class:' || r.target_id, 0, r.column_name, r.target_column FROM typeorm_relation r WHERE r.kind = 'ManyToOne' OR r.kind = 'OneToOne' AND r.joins
UNION ALL
SELECT 'class:' || r.class_id, r.attribute, 'class:' || r.target_id, r.kind = 'OneToMany', b.target_column, b.column_name
FROM typeorm_relation r JOIN typeorm_relation b ON b.class_id = r.target_id AND b.attribute = r.inverse AND b.target_id = r.class_id WHERE r.kind = 'OneToMany' OR r.kind = 'OneToOne' AND NOT r.joins;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', e.schema || '.' || e.table_name, 1, 'CREATE TABLE "' || e.schema || '"."' || e.table_name || '" (' || (SELECT group_concat('"' || c.column_name || '" ' || coalesce(c.type, 'plumbline_unknown')
    || iif(c.has_default, CASE WHEN c.type IN ('integer', 'bigint', 'smallint') AND c.is_primary THEN ' GENERATED BY DEFAULT AS IDENTITY' WHEN c.type = 'uuid' AND c.is_primary THEN ' DEFAULT gen_random_uuid()'
        WHEN c.kind LIKE '%DateColumn' THEN ' DEFAULT now()' ELSE '' END, '') || iif(c.not_null AND (c.is_primary OR c.kind LIKE '%DateColumn' OR NOT c.has_default), ' NOT NULL', '') || iif(c.is_primary AND (SELECT count(*) FROM typeorm_column o WHERE o.class_id = c.class_id AND o.is_primary) = 1, ' PRIMARY KEY', ''), ', ')
    FROM typeorm_column c WHERE c.class_id = e.class_id) || ');', e.file_id, e.line
FROM typeorm_entity e WHERE EXISTS (SELECT 1 FROM typeorm_column c WHERE c.class_id = e.class_id);
INSERT INTO model_creation(call_id, file_id, line)
SELECT c.id, c.file_id, c.line FROM call c JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration', 'example') JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object'
JOIN property p ON p.object_id = a.entity_id AND p.key = 'synchronize' AND p.value = 'true'
WHERE c.callee IN ('typeorm.DataSource', 'typeorm.createConnection', '@nestjs/typeorm.TypeOrmModule.forRoot');

-- Whose repository it is: the class handed to getRepository or to @InjectRepository, or the one its annotation names
CREATE TEMP TABLE typeorm_annotated AS
SELECT b.class_id, 'this.' || b.name AS receiver, iif(count(DISTINCT e.class_id) = 1, min(e.class_id), NULL) AS entity_id FROM binding b JOIN typeorm_entity e ON e.name = b.annotation_argument
WHERE b.annotation_type LIKE 'typeorm.%Repository' AND b.class_id IS NOT NULL GROUP BY b.class_id, b.name;
CREATE INDEX temp.typeorm_annotated_class ON typeorm_annotated(class_id);
CREATE TEMP TABLE typeorm_call AS
SELECT c.id AS call_id, c.name, c.receiver_type, coalesce((SELECT g.entity_id FROM call o JOIN argument g ON g.call_id = o.id AND g.position = 0 AND g.entity = 'class' WHERE o.id = c.receiver_origin AND o.name LIKE 'get%Repository'),
    (SELECT t.entity_id FROM typeorm_annotated t JOIN function f ON f.class_id = t.class_id WHERE t.receiver = c.receiver AND f.id IN (c.function_id, (SELECT p.parent_id FROM function p WHERE p.id = c.function_id)))) AS class_id
FROM call c WHERE c.receiver_type = 'typeorm.Repository()'
UNION ALL
SELECT c.id, c.name, 'typeorm.Repository()', e.class_id FROM typeorm_entity e JOIN call c ON c.receiver_type = 'class:' || e.class_id WHERE EXISTS (SELECT 1 FROM class_base b WHERE b.class_id = e.class_id AND b.type = 'typeorm.BaseEntity')
UNION ALL
SELECT c.id, c.name, c.receiver_type, g.entity_id FROM call c JOIN argument g ON g.call_id = c.id AND g.position = 0 AND g.entity = 'class' WHERE c.receiver_type = 'typeorm.EntityManager()';
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar, model)
SELECT c.call_id, 'typeorm', 'built', iif(m.first = 'object', iif(c.receiver_type = 'typeorm.Repository()', 0, 1), NULL), 'none', m.api, m.action, iif(c.receiver_type = 'typeorm.Repository()', 'typeorm', 'typeorm manager'), 'class:' || c.class_id
FROM typeorm_call c JOIN typeorm_method m ON m.name = c.name JOIN typeorm_entity e ON e.class_id = c.class_id;
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar, model)
SELECT c.call_id, 'typeorm', 'built', 'none', 'rows', 'chain', 'typeorm query', 'class:' || c.class_id
FROM typeorm_call c JOIN typeorm_entity e ON e.class_id = c.class_id WHERE c.name = 'createQueryBuilder' AND c.receiver_type = 'typeorm.Repository()';

-- Migrations: up(queryRunner) of a class, in the order of the files' names
CREATE TEMP TABLE typeorm_up AS
SELECT f.id AS function_id, f.file_id, p.path AS unit FROM function f JOIN file p ON p.id = f.file_id JOIN parameter r ON r.function_id = f.id AND r.position = 0 AND r.type = 'typeorm.QueryRunner()' WHERE f.name = 'up' AND f.class_id IS NOT NULL;
INSERT INTO revision(source, unit, parents, file_id, line) SELECT DISTINCT 'typeorm', unit, NULL, file_id, 1 FROM typeorm_up;
CREATE TEMP TABLE typeorm_step AS
SELECT c.id AS call_id, c.name, c.line, u.unit, u.file_id, (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 0) AS first, (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 1) AS second,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 2) AS third,
    (SELECT o.entity_id FROM argument a JOIN argument o ON o.call_id = a.value_call_id AND o.position = 0 AND o.entity = 'object' WHERE a.call_id = c.id AND a.position = iif(c.name = 'createTable', 0, 1)) AS made,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.position = 1 AND a.value = 'true') AS unless
FROM typeorm_up u JOIN function f ON f.id = u.function_id OR f.parent_id = u.function_id JOIN call c ON c.function_id = f.id AND c.receiver_type = 'typeorm.QueryRunner()';
CREATE TEMP TABLE typeorm_made AS               -- new TableColumn({ … }), and the entries of columns: []
SELECT s.call_id, 0 AS position, s.made AS object_id FROM typeorm_step s WHERE s.name = 'addColumn' AND s.made IS NOT NULL
UNION ALL
SELECT s.call_id, e.position, e.entity_id FROM typeorm_step s JOIN property l ON l.object_id = s.made AND l.key = 'columns' AND l.entity = 'object' JOIN property e ON e.object_id = l.entity_id WHERE s.name = 'createTable';
CREATE TEMP TABLE typeorm_made_column AS
SELECT m.call_id, m.position, max(iif(p.key = 'name', p.value, NULL)) AS name, max(iif(p.key = 'isPrimary', p.value, '') = 'true') AS is_primary,
    CASE WHEN max(iif(p.key = 'isGenerated', p.value, '')) = 'true' AND max(iif(p.key = 'generationStrategy', p.value, '')) IN ('increment', '') THEN iif(max(iif(p.key = 'type', p.value, '')) = 'bigint', 'bigserial', 'serial')
        WHEN max(iif(p.key = 'type', p.value, '')) = 'enum' THEN 'plumbline_unknown'
        ELSE coalesce(nullif(max(iif(p.key = 'type', p.value, '')), ''), 'plumbline_unknown') || coalesce('(' || max(iif(p.key = 'length', p.value, NULL)) || ')', '') || iif(max(iif(p.key = 'isArray', p.value, '')) = 'true', '[]', '') END
    -- a default that is not read: the column need not be named, and whether it may be NULL is left open
    || iif(max(iif(p.key = 'isNullable', p.value, '')) = 'true' OR max(p.key = 'default' AND p.value IS NULL), '', ' NOT NULL')
    || coalesce(' DEFAULT ' || max(iif(p.key = 'default', p.value, NULL)), iif(max(iif(p.key = 'generationStrategy', p.value, '')) = 'uuid', ' DEFAULT gen_random_uuid()', ''))
    || iif(max(iif(p.key = 'isUnique', p.value, '')) = 'true', ' UNIQUE', '') AS sql
FROM typeorm_made m JOIN property p ON p.object_id = m.object_id GROUP BY m.call_id, m.position;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT call_id, 'typeorm', 'step', 0, 'dollar', 1, 'none', unit FROM typeorm_step WHERE name = 'query';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line, place)
SELECT 'typeorm', s.unit, row_number() OVER (PARTITION BY s.unit ORDER BY s.line, s.call_id), coalesce(CASE
    WHEN s.name = 'createTable' THEN (SELECT 'CREATE TABLE ' || iif(s.unless, 'IF NOT EXISTS ', '') || '"' || replace(t.value, '.', '"."') || '" (' || group_concat('"' || k.name || '" ' || k.sql, ', ')
        || coalesce(', PRIMARY KEY (' || group_concat(iif(k.is_primary, '"' || k.name || '"', NULL), ', ') || ')', '') || ')'
        FROM property t JOIN typeorm_made_column k ON k.call_id = s.call_id WHERE t.object_id = s.made AND t.key = 'name' AND t.value IS NOT NULL GROUP BY t.value HAVING count(*) = count(k.name))
    WHEN s.name = 'addColumn' THEN (SELECT 'ALTER TABLE "' || replace(s.first, '.', '"."') || '" ADD COLUMN "' || k.name || '" ' || k.sql FROM typeorm_made_column k WHERE k.call_id = s.call_id)
    WHEN s.name = 'dropColumn' THEN 'ALTER TABLE "' || replace(s.first, '.', '"."') || '" DROP COLUMN "' || s.second || '"'
    WHEN s.name = 'renameColumn' THEN 'ALTER TABLE "' || replace(s.first, '.', '"."') || '" RENAME COLUMN "' || s.second || '" TO "' || s.third || '"'
    WHEN s.name = 'dropTable' THEN 'DROP TABLE ' || iif(s.unless, 'IF EXISTS ', '') || '"' || replace(s.first, '.', '"."') || '"'
    WHEN s.name = 'renameTable' THEN 'ALTER TABLE "' || replace(s.first, '.', '"."') || '" RENAME TO "' || s.second || '"'
    END, 'DO $do$ BEGIN EXECUTE current_setting(''' || s.name || ' of a value that is not known''); END $do$') || ';', s.file_id, s.line, s.line
FROM typeorm_step s WHERE s.name IN ('createTable', 'addColumn', 'dropColumn', 'renameColumn', 'dropTable', 'renameTable', 'addColumns', 'dropColumns', 'changeColumn', 'changeColumns');

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'typeorm', 'sql', 0, 'dollar', 1, 'rows' FROM call c JOIN file f ON f.id = c.file_id
WHERE c.receiver_type IN ('typeorm.DataSource()', 'typeorm.EntityManager()', 'typeorm.QueryRunner()', 'typeorm.Repository()') AND c.name = 'query' AND NOT EXISTS (SELECT 1 FROM typeorm_step s WHERE s.call_id = c.id)
  AND f.role <> 'migration';

INSERT INTO driver_binding(driver, sent, list) VALUES ('typeorm', 'beside', 'array');
