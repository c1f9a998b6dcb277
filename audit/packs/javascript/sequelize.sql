-- title: Sequelize
-- package: npm sequelize
-- files: **/migrations/*.js **/migrations/*.ts **/migrations/*.cjs **/models/*.js **/models/*.ts
--
-- sequelize.define(name, attributes, options) and Model.init(attributes, options) declare a table; find, create, update and destroy on it send a statement with every
-- mapped column. sequelize.query(text, { replacements }) puts values into the text itself, { bind } sends them. Migrations: up(queryInterface, Sequelize).

-- types
INSERT INTO type_alias(path, type, same)
SELECT path || '#up(fn)#' || a.column1, a.column2, 0 FROM file CROSS JOIN (VALUES (0, 'sequelize.QueryInterface()'), (1, 'sequelize')) a WHERE language = 'javascript' AND regexp('(^|/)migrations?/[^/]+\.[cm]?[jt]s$', path);
INSERT INTO type_alias(path, type, same)        -- module.exports = (sequelize, DataTypes) => …, as the library's tool makes them
SELECT path || '#default(fn)#' || a.column1, a.column2, 0 FROM file CROSS JOIN (VALUES (0, 'sequelize.Sequelize()'), (1, 'sequelize.DataTypes')) a WHERE language = 'javascript' AND regexp('(^|/)models/[^/]+\.[cm]?[jt]s$', path);
INSERT INTO type_alias(path, type, same) VALUES
    ('sequelize()',                                  'sequelize.Sequelize()',      0),
    ('sequelize.default()',                          'sequelize.Sequelize()',      0),
    ('sequelize.default',                            'sequelize',                  0),
    ('sequelize.QueryInterface().sequelize',         'sequelize.Sequelize()',      0),
    ('sequelize.Sequelize().getQueryInterface()',    'sequelize.QueryInterface()', 0),
    ('sequelize.Sequelize().define().scope()',       'sequelize.Scoped()',         0),
    ('sequelize.Sequelize().define().unscoped()',    'sequelize.Sequelize().define()', 1),
    ('sequelize.Sequelize().query()',                'sequelize.Result()',         0);
CREATE TEMP TABLE sequelize_method(name TEXT PRIMARY KEY, action TEXT, api TEXT, shape TEXT, options INTEGER, first TEXT);      -- options: argument that holds them; first: what argument 0 is
INSERT INTO sequelize_method VALUES
    ('findAll', 'read', 'rows', 'rows', 0, NULL), ('findOne', 'first', 'row', 'row', 0, NULL), ('findAndCountAll', 'read', 'rows', 'result', 0, NULL), ('count', 'count', 'value', 'count', 0, NULL),
    ('create', 'insert', 'row', 'result', NULL, 'data'), ('bulkCreate', 'insert', 'rows', 'result', NULL, 'data'), ('update', 'update', 'none', 'result', 1, 'data'), ('destroy', 'delete', 'none', 'result', 0, NULL),
    ('findOrCreate', 'first', 'row', 'result', 0, NULL), ('findByPk', 'first', 'row', 'row', 1, NULL);
INSERT INTO value_shape(path, shape) SELECT t.column1 || '.' || m.name || '()', m.shape FROM sequelize_method m CROSS JOIN (VALUES ('sequelize.Sequelize().define()'), ('sequelize.Model')) t WHERE m.shape <> 'result';
INSERT INTO value_shape(path, shape) VALUES ('sequelize.Sequelize().define().findAll()[]', 'row'), ('sequelize.Model.findAll()[]', 'row');

INSERT INTO text_helper(path, effect) VALUES
    ('sequelize.literal', 'passes'), ('sequelize.Sequelize().literal', 'passes'), ('sequelize.Sequelize().escape', 'quotes'), ('sequelize.QueryInterface().quoteIdentifier', 'quotes'), ('sequelize.QueryInterface().quoteIdentifiers', 'quotes');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'sequelize', column1, column2, column3, column4 FROM (VALUES
    ('argument', 'where', 'where', NULL), ('argument', 'attributes', 'select', NULL), ('argument', 'limit', 'limit', NULL), ('argument', 'offset', 'offset', NULL), ('argument', 'transaction', 'ignored', NULL), ('argument', 'raw', 'ignored', NULL), ('argument', 'nest', 'ignored', NULL),
    ('argument', 'returning', 'ignored', NULL), ('argument', 'individualHooks', 'ignored', NULL), ('argument', 'hooks', 'ignored', NULL), ('argument', 'logging', 'ignored', NULL), ('argument', 'paranoid', 'ignored', NULL),
    ('argument', 'validate', 'ignored', NULL), ('argument', 'silent', 'ignored', NULL), ('argument', 'lock', 'ignored', NULL), ('argument', 'subQuery', 'ignored', NULL), ('argument', 'plain', 'ignored', NULL),
    ('position', 'update.0', 'data', NULL), ('position', 'findByPk.0', 'key', NULL), ('form', 'insert_key', 'yes', NULL));
INSERT INTO builder_word(grammar, place, word, meaning, detail)         -- hooks may fill columns of a new row
SELECT 'sequelize', 'position', m.column1, 'data', NULL FROM (VALUES ('create.0'), ('bulkCreate.0')) m
WHERE NOT EXISTS (SELECT 1 FROM property WHERE key IN ('hooks', 'beforeCreate', 'beforeSave', 'beforeValidate') AND entity IS NOT 'constant')
  AND NOT EXISTS (SELECT 1 FROM call WHERE name IN ('addHook', 'beforeCreate', 'beforeSave', 'beforeValidate', 'beforeBulkCreate'));

-- Models: a class with init, or what define gives. Names of models of which not every word is known are not said
CREATE TEMP TABLE sequelize_global AS          -- define: {} of the connection may change how names are made
SELECT EXISTS (SELECT 1 FROM call c JOIN argument a ON a.call_id = c.id AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.key = 'define' WHERE c.result_type = 'sequelize.Sequelize()')
    OR EXISTS (SELECT 1 FROM call c JOIN argument a ON a.call_id = c.id WHERE c.is_new AND c.result_type = 'sequelize.Sequelize()' AND (a.is_spread OR a.kind = 'name' AND a.value IS NULL AND a.entity IS NULL AND a.position > 0)) AS any;
CREATE TEMP TABLE sequelize_model AS
SELECT c.id AS call_id, iif(c.name = 'init', CAST(substr(c.receiver_type, 7) AS INTEGER), NULL) AS class_id, c.file_id, c.line, a.entity_id AS attributes, o.entity_id AS options,
    iif(c.name = 'define', 'call:' || c.id, c.receiver_type) AS key, (SELECT n.value FROM argument n WHERE n.call_id = c.id AND n.position = 0) AS name,
    (SELECT p.value FROM property p WHERE p.object_id = o.entity_id AND p.key = 'tableName') AS given, coalesce((SELECT p.value FROM property p WHERE p.object_id = o.entity_id AND p.key = 'schema'), 'public') AS schema,
    coalesce((SELECT p.value = 'true' FROM property p WHERE p.object_id = o.entity_id AND p.key = 'underscored'), 0) AS underscored,
    coalesce((SELECT p.value <> 'false' FROM property p WHERE p.object_id = o.entity_id AND p.key = 'timestamps'), 1) AS timestamps,
    coalesce((SELECT p.value = 'true' FROM property p WHERE p.object_id = o.entity_id AND p.key = 'paranoid'), 0) AS paranoid,
    coalesce((SELECT p.value = 'true' FROM property p WHERE p.object_id = o.entity_id AND p.key = 'freezeTableName'), 0) AS frozen
FROM call c JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration') JOIN argument a ON a.call_id = c.id AND a.position = iif(c.name = 'define', 1, 0) AND a.entity = 'object'
LEFT JOIN argument o ON o.call_id = c.id AND o.position = iif(c.name = 'define', 2, 1)
WHERE (c.callee = 'sequelize.Sequelize().define' OR c.callee = 'sequelize.Model.init' AND c.receiver_type LIKE 'class:%') AND (o.call_id IS NULL OR o.entity = 'object')
  AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id IN (a.entity_id, o.entity_id) AND (p.is_spread OR p.key IS NULL))
  AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = o.entity_id AND p.key IN ('tableName', 'schema', 'underscored', 'timestamps', 'paranoid', 'freezeTableName') AND p.value IS NULL);
DELETE FROM sequelize_model WHERE given IS NULL AND NOT (frozen AND name IS NOT NULL AND class_id IS NULL)           -- the plural is the library's to make
    OR (SELECT any FROM sequelize_global);
CREATE TEMP TABLE sequelize_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO sequelize_type VALUES ('STRING', 'character varying(255)'), ('CHAR', 'character(255)'), ('TEXT', 'text'), ('CITEXT', 'citext'), ('INTEGER', 'integer'), ('BIGINT', 'bigint'), ('SMALLINT', 'smallint'), ('TINYINT', 'smallint'),
    ('FLOAT', 'double precision'), ('REAL', 'real'), ('DOUBLE', 'double precision'), ('DECIMAL', 'numeric'), ('BOOLEAN', 'boolean'), ('DATE', 'timestamp with time zone'), ('DATEONLY', 'date'), ('TIME', 'time'), ('UUID', 'uuid'),
    ('JSON', 'json'), ('JSONB', 'jsonb'), ('BLOB', 'bytea'), ('INET', 'inet'), ('CIDR', 'cidr'), ('MACADDR', 'macaddr'), ('HSTORE', 'hstore'), ('TSVECTOR', 'tsvector');
CREATE TEMP TABLE sequelize_attribute AS        -- an attribute: { type, … } or the type alone; of models, createTable and addColumn
SELECT p.object_id, p.key, p.position, p.line, p.entity_id AS details, iif(p.entity = 'object', t.type, p.type) AS type, iif(p.entity = 'object', t.value_call_id, p.value_call_id) AS type_call_id, t.object_id IS NOT NULL OR p.entity IS NOT 'object' AS typed
FROM property p LEFT JOIN property t ON p.entity = 'object' AND t.object_id = p.entity_id AND t.key = 'type' WHERE p.key IS NOT NULL
  AND p.object_id IN (SELECT attributes FROM sequelize_model UNION SELECT a.entity_id FROM call c JOIN argument a ON a.call_id = c.id AND a.entity = 'object' AND a.position = 1 WHERE c.receiver_type = 'sequelize.QueryInterface()' AND c.name = 'createTable');
INSERT INTO sequelize_attribute                 -- addColumn('t', 'name', { … })
SELECT -c.id, n.value, 0, c.line, a.entity_id, coalesce(t.type, a.type), iif(t.object_id IS NULL, a.value_call_id, t.value_call_id), 1
FROM call c JOIN argument n ON n.call_id = c.id AND n.position = 1 AND n.value IS NOT NULL JOIN argument a ON a.call_id = c.id AND a.position = 2 LEFT JOIN property t ON a.entity = 'object' AND t.object_id = a.entity_id AND t.key = 'type'
WHERE c.receiver_type = 'sequelize.QueryInterface()' AND c.name = 'addColumn';
CREATE INDEX temp.sequelize_attribute_object ON sequelize_attribute(object_id);
CREATE TEMP TABLE sequelize_column AS
SELECT a.object_id, a.key AS attribute, a.position, a.line, d.field, s.name AS kind,
    CASE WHEN s.name IN ('STRING', 'CHAR') AND a.type_call_id IS NOT NULL THEN coalesce(iif(s.name = 'STRING', 'character varying(', 'character(')
            || (SELECT g.value FROM argument g WHERE g.call_id = a.type_call_id AND g.position = 0 AND g.kind = 'number') || ')', iif(s.name = 'STRING', 'character varying(255)', 'character(255)'))
        WHEN s.name = 'DECIMAL' AND a.type_call_id IS NOT NULL THEN 'numeric' || coalesce('(' || (SELECT group_concat(g.value, ',') FROM argument g WHERE g.call_id = a.type_call_id) || ')', '')
        ELSE s.sql END AS type,
    coalesce(d.not_null, 0) AS not_null, coalesce(d.primary_key, 0) AS is_primary, coalesce(d.auto, 0) AS is_auto, coalesce(d.has_default, 0) AS has_default, coalesce(d.is_unique, 0) AS is_unique, a.typed
FROM sequelize_attribute a LEFT JOIN sequelize_type s ON s.name = regexp_capture('^sequelize\.(?:DataTypes\.|Sequelize\.)?([A-Z]+)(?:\(\))?$', a.type, 1)
LEFT JOIN (SELECT object_id, max(iif(key = 'field', value, NULL)) AS field, max(key = 'allowNull' AND value = 'false') AS not_null, max(key = 'primaryKey' AND value = 'true') AS primary_key, max(key = 'autoIncrement' AND value = 'true') AS auto,
        max(key = 'defaultValue') AS has_default, max(key = 'unique' AND coalesce(value, '') = 'true') AS is_unique FROM property GROUP BY object_id) d ON d.object_id = a.details;
CREATE INDEX temp.sequelize_column_object ON sequelize_column(object_id);

CREATE TEMP TABLE sequelize_mapped AS
SELECT m.call_id, c.attribute, coalesce(c.field, iif(m.underscored, lower(regexp_replace('([a-z0-9])([A-Z])', c.attribute, '$1_$2')), c.attribute)) AS column_name, c.type, c.not_null OR c.is_primary AS not_null, c.is_auto, c.has_default, c.is_primary, c.line
FROM sequelize_model m JOIN sequelize_column c ON c.object_id = m.attributes WHERE c.kind IS NOT 'VIRTUAL' AND NOT EXISTS (SELECT 1 FROM sequelize_attribute a WHERE a.object_id = m.attributes AND a.key = c.attribute AND a.type LIKE '%VIRTUAL%')
UNION ALL
SELECT m.call_id, 'id', 'id', 'integer', 1, 1, 0, 1, m.line FROM sequelize_model m WHERE NOT EXISTS (SELECT 1 FROM sequelize_column c WHERE c.object_id = m.attributes AND (c.is_primary OR c.attribute = 'id'))
UNION ALL
SELECT m.call_id, n.column1, iif(m.underscored, n.column2, n.column1), 'timestamp with time zone', n.column1 <> 'deletedAt', 0, 1, 0, m.line
FROM sequelize_model m CROSS JOIN (VALUES ('createdAt', 'created_at'), ('updatedAt', 'updated_at'), ('deletedAt', 'deleted_at')) n
WHERE m.timestamps AND (n.column1 <> 'deletedAt' OR m.paranoid) AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = m.options AND p.key = n.column1) AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = m.attributes AND p.key = n.column1);
INSERT INTO model(class_id, table_call_id, key, name, framework, schema, table_name, file_id, line)
SELECT class_id, iif(class_id IS NULL, call_id, NULL), key, name, 'sequelize', schema, coalesce(given, name), file_id, line FROM sequelize_model;
INSERT INTO model_column(class_id, table_call_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT m.class_id, iif(m.class_id IS NULL, m.call_id, NULL), m.schema, coalesce(m.given, m.name), c.attribute, c.column_name, c.type, c.not_null, c.is_auto, c.has_default, c.is_primary, m.file_id, c.line
FROM sequelize_model m JOIN sequelize_mapped c ON c.call_id = m.call_id;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', m.schema || '.' || coalesce(m.given, m.name), 1, 'CREATE TABLE "' || m.schema || '"."' || coalesce(m.given, m.name) || '" (' || group_concat('"' || c.column_name || '" ' || coalesce(c.type, 'plumbline_unknown')
    || iif(c.is_auto, ' GENERATED BY DEFAULT AS IDENTITY', '') || iif(c.not_null, ' NOT NULL', ''), ', ') || ');', m.file_id, m.line
FROM sequelize_model m JOIN sequelize_mapped c ON c.call_id = m.call_id GROUP BY m.call_id;
INSERT INTO model_creation(call_id, file_id, line)
SELECT c.id, c.file_id, c.line FROM call c JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration', 'example') WHERE c.callee = 'sequelize.Sequelize().sync';

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar, model)
SELECT c.id, 'sequelize', 'built', m.options, 'none', m.api, m.action, 'sequelize', k.key
FROM sequelize_model k JOIN call c ON c.receiver_type = 'sequelize.Sequelize().define()' AND c.receiver_origin = k.call_id JOIN sequelize_method m ON m.name = c.name WHERE k.class_id IS NULL
UNION ALL
SELECT c.id, 'sequelize', 'built', m.options, 'none', m.api, m.action, 'sequelize', k.key
FROM sequelize_model k JOIN call c ON c.receiver_type = k.key JOIN sequelize_method m ON m.name = c.name WHERE k.class_id IS NOT NULL;
CREATE TEMP TABLE sequelize_step AS             -- what runs upwards
SELECT c.id AS call_id, c.name, c.receiver_type, c.line, c.file_id, p.path AS unit, (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 0) AS first, (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 1) AS second,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.position = 2) AS third, (SELECT a.entity_id FROM argument a WHERE a.call_id = c.id AND a.position = 1 AND a.entity = 'object') AS columns
FROM call c JOIN file p ON p.id = c.file_id AND regexp('(^|/)migrations?/[^/]+\.[cm]?[jt]s$', p.path) JOIN function f ON f.id = c.function_id
WHERE (c.receiver_type = 'sequelize.QueryInterface()' OR c.callee = 'sequelize.Sequelize().query')
  AND 'up' IN (f.name, (SELECT o.name FROM function o WHERE o.id = f.parent_id), (SELECT g.name FROM function o JOIN function g ON g.id = o.parent_id WHERE o.id = f.parent_id));
INSERT INTO revision(source, unit, parents, file_id, line) SELECT DISTINCT 'sequelize', unit, NULL, file_id, 1 FROM sequelize_step;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT call_id, 'sequelize', 'step', 0, 'none', NULL, 'none', unit FROM sequelize_step WHERE name = 'query';
CREATE TEMP TABLE sequelize_definition AS
SELECT object_id, position, is_primary, coalesce(field, attribute) AS name, '"' || coalesce(field, attribute) || '" ' || CASE WHEN is_auto THEN iif(type = 'bigint', 'bigserial', 'serial') ELSE coalesce(type, 'plumbline_unknown') END
    || iif(not_null AND NOT has_default OR is_auto, ' NOT NULL', '') || iif(is_unique, ' UNIQUE', '') AS sql FROM sequelize_column;
CREATE INDEX temp.sequelize_definition_object ON sequelize_definition(object_id);
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line, place)
SELECT 'sequelize', s.unit, row_number() OVER (PARTITION BY s.unit ORDER BY s.line, s.call_id), coalesce(CASE s.name
    WHEN 'createTable' THEN (SELECT 'CREATE TABLE IF NOT EXISTS "' || s.first || '" (' || group_concat(d.sql, ', ') || coalesce(', PRIMARY KEY (' || group_concat(iif(d.is_primary, '"' || d.name || '"', NULL), ', ') || ')', '') || ')'
        FROM sequelize_definition d WHERE d.object_id = s.columns AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = s.columns AND (p.is_spread OR p.key IS NULL)) HAVING count(*) > 0)
    WHEN 'addColumn' THEN (SELECT 'ALTER TABLE "' || s.first || '" ADD COLUMN ' || d.sql FROM sequelize_definition d WHERE d.object_id = -s.call_id)
    WHEN 'removeColumn' THEN 'ALTER TABLE "' || s.first || '" DROP COLUMN "' || s.second || '"'
    WHEN 'renameColumn' THEN 'ALTER TABLE "' || s.first || '" RENAME COLUMN "' || s.second || '" TO "' || s.third || '"'
    WHEN 'dropTable' THEN 'DROP TABLE IF EXISTS "' || s.first || '"'
    WHEN 'renameTable' THEN 'ALTER TABLE "' || s.first || '" RENAME TO "' || s.second || '"'
    END, 'DO $do$ BEGIN EXECUTE current_setting(''' || s.name || ' of a value that is not known''); END $do$') || ';', s.file_id, s.line, s.line
FROM sequelize_step s WHERE s.name IN ('createTable', 'addColumn', 'removeColumn', 'renameColumn', 'dropTable', 'renameTable', 'changeColumn');

-- Text: bind is the server's, and so is a text without values. Replacements are put into the text as literals: where a bound value could not stand nothing is said
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'sequelize', 'sql', 0, iif(r.call_id IS NULL, 'dollar', 'named'), NULL, 'result'
FROM call c JOIN file f ON f.id = c.file_id JOIN argument t ON t.call_id = c.id AND t.position = 0 LEFT JOIN argument o ON o.call_id = c.id AND o.position = 1
LEFT JOIN (SELECT a.call_id, p.entity_id FROM argument a JOIN property p ON p.object_id = a.entity_id AND p.key = 'replacements' WHERE a.position = 1 AND a.entity = 'object') r ON r.call_id = c.id
WHERE c.callee = 'sequelize.Sequelize().query' AND f.role <> 'migration' AND t.kind <> 'object' AND (o.call_id IS NULL OR o.entity = 'object')
  AND (r.call_id IS NULL AND NOT EXISTS (SELECT 1 FROM property p WHERE p.object_id = o.entity_id AND (p.is_spread OR p.key IS NULL OR p.key = 'bind' AND p.kind <> 'array'))
    OR regexp('(?i)^\s*(select|insert|update|delete|with)\b', coalesce(t.value, '')) AND NOT regexp('(?i)::|\?|\binterval\s+:', t.value));

INSERT INTO driver_binding(driver, scans, unused) VALUES ('sequelize', 'code', 'ignored');       -- replacements are written into the text, bind is sent beside it
