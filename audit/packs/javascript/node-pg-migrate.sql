-- title: node-pg-migrate
-- package: npm node-pg-migrate
-- files: **/migrations/*.js **/migrations/*.ts **/migrations/*.cjs **/migrations/*.mjs
--
-- exports.up(pgm) of the files of a folder, in the order of their names, rendered as the SQL the builder sends. down is not run.

-- types
INSERT INTO type_alias(path, type, same)
SELECT path || '#up(fn)#0', 'node-pg-migrate.MigrationBuilder()', 0 FROM file WHERE language = 'javascript' AND regexp('(^|/)migrations/[^/]+\.[cm]?[jt]s$', path);
INSERT INTO type_alias(path, type, same) VALUES ('node-pg-migrate.MigrationBuilder().func()', 'node-pg-migrate.Literal()', 0);

-- facts
CREATE TEMP TABLE pgm_up AS
WITH RECURSIVE up(id, file_id, place) AS (
    SELECT f.id, f.file_id, NULL FROM function f JOIN file p ON p.id = f.file_id WHERE f.name = 'up' AND regexp('(^|/)migrations/[^/]+\.[cm]?[jt]s$', p.path)
    UNION SELECT f.id, u.file_id, u.place FROM up u JOIN function f ON f.parent_id = u.id
    UNION SELECT t.function_id, u.file_id, coalesce(u.place, c.line) FROM up u JOIN call c ON c.function_id = u.id JOIN call_target t ON t.call_id = c.id AND t.candidates = 1 AND t.how <> 'callback'
)
SELECT id, file_id, min(place) AS place FROM up GROUP BY id HAVING count(DISTINCT file_id) = 1;
CREATE TEMP TABLE pgm_call AS
SELECT c.id AS call_id, c.name, c.line, u.file_id, coalesce(u.place, c.line) AS place, p.path AS unit FROM pgm_up u JOIN call c ON c.function_id = u.id JOIN file p ON p.id = u.file_id WHERE c.receiver_type = 'node-pg-migrate.MigrationBuilder()';
INSERT INTO revision(source, unit, parents, file_id, line) SELECT DISTINCT 'node-pg-migrate', p.path, NULL, p.id, 1 FROM pgm_up u JOIN file p ON p.id = u.file_id
WHERE EXISTS (SELECT 1 FROM pgm_call c WHERE c.file_id = u.file_id) OR EXISTS (SELECT 1 FROM import i WHERE i.file_id = u.file_id AND i.package = 'node-pg-migrate');
CREATE TEMP TABLE pgm_name AS                   -- 'users', or { schema: 'a', name: 'users' }, quoted
SELECT a.call_id, a.position, coalesce('"' || a.value || '"', (SELECT coalesce('"' || max(iif(p.key = 'schema', p.value, NULL)) || '".', '') || '"' || max(iif(p.key = 'name', p.value, NULL)) || '"'
    FROM property p WHERE a.entity = 'object' AND a.kind = 'object' AND p.object_id = a.entity_id)) AS sql, a.value
FROM pgm_call c JOIN argument a ON a.call_id = c.call_id;
CREATE INDEX temp.pgm_name_call ON pgm_name(call_id, position);
CREATE TEMP TABLE pgm_list AS                   -- 'a', ['a', 'b'] or { a: …, b: … }: names, quoted
SELECT a.call_id, a.position, coalesce('"' || a.value || '"', (SELECT iif(count(*) = count(coalesce(p.key, p.value)), group_concat('"' || coalesce(p.key, p.value) || '"', ', '), NULL) FROM property p WHERE a.entity = 'object' AND p.object_id = a.entity_id)) AS names,
    (SELECT iif(count(*) = count(p.value), group_concat('''' || replace(p.value, '''', '''''') || '''', ', '), NULL) FROM property p WHERE a.entity = 'object' AND a.kind = 'array' AND p.object_id = a.entity_id) AS labels
FROM pgm_call c JOIN argument a ON a.call_id = c.call_id;
CREATE INDEX temp.pgm_list_call ON pgm_list(call_id, position);
CREATE TEMP TABLE pgm_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO pgm_type VALUES ('int', 'integer'), ('string', 'text'), ('float', 'real'), ('double', 'double precision'), ('datetime', 'timestamp'), ('bool', 'boolean');
CREATE TEMP TABLE pgm_column AS                 -- columns of createTable and addColumns; the options of alterColumn
SELECT c.call_id, p.position, p.key AS name, p.value AS short, p.entity_id AS options, p.entity FROM pgm_call c JOIN argument a ON a.call_id = c.call_id AND a.position = 1 AND a.entity = 'object' AND a.kind = 'object'
JOIN property p ON p.object_id = a.entity_id WHERE c.name IN ('createTable', 'addColumns', 'addColumn')
UNION ALL
SELECT c.call_id, 0, n.value, NULL, a.entity_id, 'object' FROM pgm_call c JOIN argument n ON n.call_id = c.call_id AND n.position = 1 JOIN argument a ON a.call_id = c.call_id AND a.position = 2 AND a.entity = 'object' WHERE c.name = 'alterColumn';
CREATE TEMP TABLE pgm_option AS
SELECT c.call_id, c.position, p.key, p.value, p.kind, p.entity, p.entity_id, (SELECT g.value FROM argument g WHERE g.call_id = p.value_call_id AND g.position = 0) AS literal, p.type FROM pgm_column c JOIN property p ON c.entity = 'object' AND p.object_id = c.options;
CREATE INDEX temp.pgm_option_column ON pgm_option(call_id, position, key);
CREATE TEMP TABLE pgm_definition AS
SELECT k.call_id, k.position, k.name, k.type, k.not_null, k.allow_null, k.fill, k.is_primary, k.has_fill, k.recast, '"' || k.name || '" ' || coalesce(k.type, 'plumbline_unknown') || iif(k.not_null, ' NOT NULL', '') || coalesce(' DEFAULT ' || k.fill, '')
    || iif(k.is_unique, ' UNIQUE', '') || coalesce(' CHECK (' || k.check_sql || ')', '') || coalesce(' REFERENCES ' || iif(k.refers LIKE '%(%', k.refers, '"' || trim(k.refers, '"') || '"') || coalesce(' ON DELETE ' || k.on_delete, ''), '')
    || coalesce(k.generated, '') AS sql
FROM (SELECT c.call_id, c.position, c.name,
        CASE WHEN c.short = 'id' THEN 'serial' WHEN c.short IS NOT NULL THEN coalesce((SELECT sql FROM pgm_type t WHERE t.name = c.short), c.short)
            ELSE (SELECT coalesce(t.sql, o.value) FROM pgm_option o LEFT JOIN pgm_type t ON t.name = o.value WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'type') END AS type,
        EXISTS (SELECT 1 FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'notNull' AND o.value = 'true') AS not_null,
        EXISTS (SELECT 1 FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND (o.key = 'allowNull' AND o.value = 'true' OR o.key = 'notNull' AND o.value = 'false')) AS allow_null,
        (SELECT CASE WHEN o.type = 'node-pg-migrate.Literal()' THEN o.literal WHEN o.kind = 'string' THEN '''' || replace(o.value, '''', '''''') || '''' WHEN o.value IS NOT NULL THEN o.value ELSE 'NULL' END
            FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'default') AS fill,
        EXISTS (SELECT 1 FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'default') AS has_fill,
        c.short = 'id' OR EXISTS (SELECT 1 FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'primaryKey' AND o.value = 'true') AS is_primary,
        EXISTS (SELECT 1 FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'unique' AND o.value = 'true') AS is_unique,
        (SELECT o.value FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'check') AS check_sql,
        (SELECT o.value FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'references') AS refers,
        (SELECT o.value FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'onDelete') AS on_delete,
        (SELECT o.value FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'using') AS recast,
        (SELECT ' GENERATED ALWAYS AS (' || o.value || ') STORED' FROM pgm_option o WHERE o.call_id = c.call_id AND o.position = c.position AND o.key = 'expressionGenerated') AS generated
    FROM pgm_column c) k;
CREATE INDEX temp.pgm_definition_call ON pgm_definition(call_id, position);
CREATE TEMP TABLE pgm_setting AS                -- options of the call itself: ifExists, ifNotExists, cascade, unique, name, constraints
SELECT c.call_id, a.position AS argument, p.key, p.value, p.entity, p.entity_id FROM pgm_call c JOIN argument a ON a.call_id = c.call_id AND a.position >= iif(c.name LIKE 'drop%' AND c.name NOT IN ('dropColumns', 'dropColumn', 'dropIndex', 'dropConstraint'), 1, 2) AND a.entity = 'object'
    JOIN property p ON p.object_id = a.entity_id WHERE p.key IS NOT NULL;
CREATE INDEX temp.pgm_setting_call ON pgm_setting(call_id, key);
CREATE TEMP TABLE pgm_constraint AS             -- { primaryKey, unique, check, foreignKeys: { columns, references, onDelete } }: of addConstraint, and of createTable's constraints
SELECT s.call_id, s.key, coalesce('"' || s.value || '"', (SELECT group_concat('"' || p.value || '"', ', ') FROM property p WHERE p.object_id = s.entity_id AND p.value IS NOT NULL)) AS names, s.value, s.entity, s.entity_id FROM pgm_setting s
    JOIN pgm_call c ON c.call_id = s.call_id AND c.name = 'addConstraint'
UNION ALL
SELECT s.call_id, k.key, coalesce('"' || k.value || '"', (SELECT group_concat('"' || p.value || '"', ', ') FROM property p WHERE p.object_id = k.entity_id AND p.value IS NOT NULL)), k.value, k.entity, k.entity_id FROM pgm_setting s
    JOIN pgm_call c ON c.call_id = s.call_id AND c.name = 'createTable' JOIN property k ON s.key = 'constraints' AND s.entity = 'object' AND k.object_id = s.entity_id;
CREATE TEMP TABLE pgm_constraint_sql AS
SELECT call_id, CASE key WHEN 'primaryKey' THEN 'PRIMARY KEY (' || names || ')' WHEN 'unique' THEN 'UNIQUE (' || names || ')' WHEN 'check' THEN 'CHECK (' || value || ')'
    WHEN 'foreignKeys' THEN (SELECT 'FOREIGN KEY (' || coalesce(max(iif(p.key = 'columns', coalesce('"' || p.value || '"', (SELECT group_concat('"' || e.value || '"', ', ') FROM property e WHERE e.object_id = p.entity_id)), NULL)), '') || ') REFERENCES '
        || max(iif(p.key = 'references', iif(p.value LIKE '%(%', p.value, '"' || p.value || '"'), NULL)) || coalesce(' ON DELETE ' || max(iif(p.key = 'onDelete', p.value, NULL)), '') FROM property p WHERE p.object_id = k.entity_id) END AS sql
FROM pgm_constraint k WHERE key IN ('primaryKey', 'unique', 'check', 'foreignKeys');
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT call_id, 'node-pg-migrate', 'step', 0, 'none', NULL, 'none', unit FROM pgm_call WHERE name = 'sql';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line, place)
SELECT 'node-pg-migrate', c.unit, row_number() OVER (PARTITION BY c.unit ORDER BY c.place, c.call_id), coalesce(CASE
    WHEN c.name = 'createTable' THEN (SELECT 'CREATE TABLE ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'ifNotExists' AND s.value = 'true'), 'IF NOT EXISTS ', '') || n.sql || ' (' || group_concat(d.sql, ', ')
        || coalesce(', PRIMARY KEY (' || group_concat(iif(d.is_primary, '"' || d.name || '"', NULL), ', ') || ')', '')
        || coalesce(', ' || (SELECT group_concat(k.sql, ', ') FROM pgm_constraint_sql k WHERE k.call_id = c.call_id), '') || ')' FROM pgm_definition d WHERE d.call_id = c.call_id HAVING count(*) = count(d.name) AND count(*) > 0)
    WHEN c.name IN ('addColumns', 'addColumn') THEN (SELECT group_concat('ALTER TABLE ' || n.sql || ' ADD COLUMN ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'ifNotExists' AND s.value = 'true'), 'IF NOT EXISTS ', '') || d.sql, '; ')
        FROM pgm_definition d WHERE d.call_id = c.call_id HAVING count(*) = count(d.name) AND count(*) > 0)
    WHEN c.name IN ('dropColumns', 'dropColumn') THEN (SELECT 'ALTER TABLE ' || n.sql || ' DROP COLUMN ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'ifExists' AND s.value = 'true'), 'IF EXISTS ', '')
        || replace(l.names, ', ', ', DROP COLUMN ') || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'cascade'), ' CASCADE', ''))
    WHEN c.name = 'renameColumn' THEN 'ALTER TABLE ' || n.sql || ' RENAME COLUMN ' || b.sql || ' TO ' || t.sql
    WHEN c.name = 'alterColumn' THEN (SELECT nullif(coalesce('ALTER TABLE ' || n.sql || ' ALTER COLUMN "' || d.name || '" TYPE ' || d.type || coalesce(' USING ' || d.recast, '') || '; ', '') || iif(d.not_null, 'ALTER TABLE ' || n.sql || ' ALTER COLUMN "' || d.name || '" SET NOT NULL; ', '')
        || iif(d.allow_null, 'ALTER TABLE ' || n.sql || ' ALTER COLUMN "' || d.name || '" DROP NOT NULL; ', '')
        || iif(d.has_fill, 'ALTER TABLE ' || n.sql || ' ALTER COLUMN "' || d.name || '" ' || iif(d.fill IN ('NULL', 'null'), 'DROP DEFAULT', 'SET DEFAULT ' || d.fill), ''), '') FROM pgm_definition d WHERE d.call_id = c.call_id)
    WHEN c.name = 'dropTable' THEN 'DROP TABLE ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'ifExists' AND s.value = 'true'), 'IF EXISTS ', '') || n.sql
        || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'cascade'), ' CASCADE', '')
    WHEN c.name = 'renameTable' THEN 'ALTER TABLE ' || n.sql || ' RENAME TO ' || b.sql
    WHEN c.name IN ('addIndex', 'createIndex') THEN 'CREATE ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'unique' AND s.value = 'true'), 'UNIQUE ', '') || 'INDEX '
        || coalesce('"' || (SELECT s.value FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'name') || '" ', '') || 'ON ' || n.sql || ' (' || l.names || ')'
        || coalesce(' WHERE ' || (SELECT s.value FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'where'), '')
    WHEN c.name = 'addConstraint' THEN coalesce((SELECT group_concat('ALTER TABLE ' || n.sql || ' ADD ' || coalesce('CONSTRAINT ' || b.sql || ' ', '') || k.sql, '; ') FROM pgm_constraint_sql k WHERE k.call_id = c.call_id),
        'ALTER TABLE ' || n.sql || ' ADD ' || coalesce('CONSTRAINT ' || b.sql || ' ', '') || t.value)
    WHEN c.name IN ('dropConstraint') THEN 'ALTER TABLE ' || n.sql || ' DROP CONSTRAINT ' || iif(EXISTS (SELECT 1 FROM pgm_setting s WHERE s.call_id = c.call_id AND s.key = 'ifExists' AND s.value = 'true'), 'IF EXISTS ', '') || b.sql
    WHEN c.name IN ('createType', 'addType') THEN 'CREATE TYPE ' || n.sql || ' AS ENUM (' || (SELECT e.labels FROM pgm_list e WHERE e.call_id = c.call_id AND e.position = 1) || ')'
    WHEN c.name = 'dropType' THEN 'DROP TYPE ' || n.sql
    WHEN c.name = 'addTypeValue' THEN 'ALTER TYPE ' || n.sql || ' ADD VALUE ''' || b.value || ''''
    WHEN c.name IN ('createExtension', 'addExtension') THEN 'CREATE EXTENSION IF NOT EXISTS ' || n.sql
    WHEN c.name = 'createSchema' THEN 'CREATE SCHEMA IF NOT EXISTS ' || n.sql
    WHEN c.name = 'dropIndex' THEN 'SELECT 1'
    WHEN c.name = 'createView' THEN 'CREATE OR REPLACE VIEW ' || n.sql || ' AS ' || t.value
    WHEN c.name = 'createMaterializedView' THEN 'CREATE MATERIALIZED VIEW ' || n.sql || ' AS ' || t.value
    WHEN c.name = 'dropView' THEN 'DROP VIEW ' || n.sql
    END, 'DO $do$ BEGIN EXECUTE current_setting(''' || c.name || ' of a value that is not known''); END $do$') || ';', c.file_id, c.line, c.place
FROM pgm_call c LEFT JOIN pgm_name n ON n.call_id = c.call_id AND n.position = 0 LEFT JOIN pgm_name b ON b.call_id = c.call_id AND b.position = 1 LEFT JOIN pgm_name t ON t.call_id = c.call_id AND t.position = 2
LEFT JOIN pgm_list l ON l.call_id = c.call_id AND l.position = 1
WHERE c.name IN ('createTable', 'addColumns', 'addColumn', 'dropColumns', 'dropColumn', 'renameColumn', 'alterColumn', 'dropTable', 'renameTable', 'addIndex', 'createIndex', 'dropIndex', 'addConstraint', 'dropConstraint', 'createType', 'addType', 'dropType',
    'addTypeValue', 'createExtension', 'addExtension', 'createSchema', 'createView', 'createMaterializedView', 'dropView');
