-- title: db-migrate
-- package: npm db-migrate db-migrate-pg
-- files: **/migrations/*.js **/migrations/*.ts **/migrations/*.cjs
--
-- exports.up(db) of the files of a folder, in the order of their names, rendered as the SQL the PostgreSQL driver sends. down is not run. Files of SQL (sqls/…-up.sql) are read as such.

-- types
INSERT INTO type_alias(path, type, same)
SELECT path || '#up(fn)#0', 'db-migrate.Driver()', 0 FROM file WHERE language = 'javascript' AND regexp('(^|/)migrations/[^/]+\.[cm]?[jt]s$', path);

-- facts
CREATE TEMP TABLE dbm_up AS
WITH RECURSIVE up(id, file_id) AS (
    SELECT f.id, f.file_id FROM function f JOIN file p ON p.id = f.file_id WHERE f.name = 'up' AND regexp('(^|/)migrations/[^/]+\.[cm]?[jt]s$', p.path)
    UNION SELECT f.id, u.file_id FROM up u JOIN function f ON f.parent_id = u.id
)
SELECT id, file_id FROM up;
CREATE TEMP TABLE dbm_call AS
SELECT c.id AS call_id, c.name, c.line, c.column, u.file_id, p.path AS unit, n.value AS first, b.value AS second, t.value AS third
FROM dbm_up u JOIN call c ON c.function_id = u.id JOIN file p ON p.id = u.file_id LEFT JOIN argument n ON n.call_id = c.id AND n.position = 0 LEFT JOIN argument b ON b.call_id = c.id AND b.position = 1
LEFT JOIN argument t ON t.call_id = c.id AND t.position = 2 WHERE c.receiver_type = 'db-migrate.Driver()';
-- a migration that only reads its file of SQL is no history of its own
INSERT INTO revision(source, unit, parents, file_id, line) SELECT DISTINCT 'db-migrate', unit, NULL, file_id, 1 FROM dbm_call WHERE name NOT IN ('runSql', 'all') OR first IS NOT NULL;
CREATE TEMP TABLE dbm_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO dbm_type VALUES ('string', 'varchar'), ('int', 'integer'), ('datetime', 'timestamp'), ('blob', 'bytea'), ('binary', 'bytea'), ('smalldatetime', 'timestamp'), ('dateTime', 'timestamp');
CREATE TEMP TABLE dbm_spec AS                   -- name: 'int', name: { type, length, notNull, … }; also under columns:
SELECT c.call_id, p.position, p.key AS name, p.value AS short, iif(p.entity = 'object', p.entity_id, NULL) AS options
FROM dbm_call c JOIN argument a ON a.call_id = c.call_id AND a.position = 1 AND a.entity = 'object'
JOIN property p ON p.object_id = coalesce((SELECT k.entity_id FROM property k WHERE k.object_id = a.entity_id AND k.key = 'columns' AND k.entity = 'object'), a.entity_id) WHERE c.name = 'createTable'
UNION ALL
SELECT c.call_id, 0, c.second, a.value, iif(a.entity = 'object', a.entity_id, NULL) FROM dbm_call c JOIN argument a ON a.call_id = c.call_id AND a.position = 2 WHERE c.name IN ('addColumn', 'changeColumn');
CREATE TEMP TABLE dbm_option AS SELECT s.call_id, s.position, p.key, p.value, p.kind, p.entity_id FROM dbm_spec s JOIN property p ON p.object_id = s.options WHERE p.key IS NOT NULL;
CREATE INDEX temp.dbm_option_spec ON dbm_option(call_id, position, key);
CREATE TEMP TABLE dbm_definition AS
SELECT k.*, '"' || k.name || '" ' || CASE WHEN k.is_auto THEN iif(k.type = 'bigint', 'bigserial', 'serial') ELSE coalesce(k.type, 'plumbline_unknown') || coalesce('(' || k.length || ')', '') END || iif(k.not_null, ' NOT NULL', '') || iif(k.is_unique, ' UNIQUE', '')
    || coalesce(' DEFAULT ' || k.fill, '') || coalesce(' REFERENCES "' || k.refers || '" ("' || k.refers_column || '")' || coalesce(' ON DELETE ' || k.on_delete, ''), '') AS sql
FROM (SELECT s.call_id, s.position, s.name, (SELECT coalesce(t.sql, o.column1) FROM (VALUES (coalesce(s.short, (SELECT o.value FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'type')))) o LEFT JOIN dbm_type t ON t.name = o.column1) AS type,
        (SELECT o.value FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'length') AS length,
        EXISTS (SELECT 1 FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'notNull' AND o.value = 'true') AS not_null,
        EXISTS (SELECT 1 FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'primaryKey' AND o.value = 'true') AS is_primary,
        EXISTS (SELECT 1 FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'autoIncrement' AND o.value = 'true') AS is_auto,
        EXISTS (SELECT 1 FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'unique' AND o.value = 'true') AS is_unique,
        (SELECT CASE WHEN o.kind = 'string' THEN '''' || replace(o.value, '''', '''''') || '''' ELSE coalesce(o.value, 'NULL') END FROM dbm_option o WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'defaultValue') AS fill,
        (SELECT f.value FROM dbm_option o JOIN property f ON f.object_id = o.entity_id AND f.key = 'table' WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'foreignKey') AS refers,
        (SELECT coalesce(f.value, (SELECT m.value FROM property m WHERE m.object_id = f.entity_id AND m.value IS NOT NULL LIMIT 1)) FROM dbm_option o JOIN property f ON f.object_id = o.entity_id AND f.key = 'mapping'
            WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'foreignKey') AS refers_column,
        (SELECT r.value FROM dbm_option o JOIN property f ON f.object_id = o.entity_id AND f.key = 'rules' JOIN property r ON r.object_id = f.entity_id AND r.key = 'onDelete' WHERE o.call_id = s.call_id AND o.position = s.position AND o.key = 'foreignKey') AS on_delete
    FROM dbm_spec s) k;
CREATE INDEX temp.dbm_definition_call ON dbm_definition(call_id, position);
CREATE TEMP TABLE dbm_list AS
SELECT c.call_id, a.position, coalesce('"' || a.value || '"', (SELECT iif(count(*) = count(p.value), group_concat('"' || p.value || '"', ', '), NULL) FROM property p WHERE a.entity = 'object' AND p.object_id = a.entity_id)) AS names,
    (SELECT group_concat('"' || p.key || '"', ', ') FROM property p WHERE a.entity = 'object' AND p.object_id = a.entity_id) AS keys FROM dbm_call c JOIN argument a ON a.call_id = c.call_id;
CREATE INDEX temp.dbm_list_call ON dbm_list(call_id, position);
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT call_id, 'db-migrate', 'step', 0, 'none', NULL, 'none', unit FROM dbm_call WHERE name IN ('runSql', 'all') AND first IS NOT NULL;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line, place)
SELECT 'db-migrate', c.unit, row_number() OVER (PARTITION BY c.unit ORDER BY c.line, c.call_id), coalesce(CASE c.name
    WHEN 'createTable' THEN (SELECT 'CREATE TABLE IF NOT EXISTS "' || c.first || '" (' || group_concat(d.sql, ', ') || coalesce(', PRIMARY KEY (' || group_concat(iif(d.is_primary, '"' || d.name || '"', NULL), ', ') || ')', '') || ')'
        FROM dbm_definition d WHERE d.call_id = c.call_id HAVING count(*) = count(d.name) AND count(*) > 0)
    WHEN 'addColumn' THEN (SELECT 'ALTER TABLE "' || c.first || '" ADD COLUMN ' || d.sql || iif(d.is_primary, ' PRIMARY KEY', '') FROM dbm_definition d WHERE d.call_id = c.call_id)
    WHEN 'changeColumn' THEN (SELECT coalesce('ALTER TABLE "' || c.first || '" ALTER COLUMN "' || d.name || '" TYPE ' || d.type || coalesce('(' || d.length || ')', '') || '; ', '') || coalesce('ALTER TABLE "' || c.first || '" ALTER COLUMN "' || d.name || '" SET DEFAULT ' || d.fill || '; ', '')
        || iif(EXISTS (SELECT 1 FROM dbm_option o WHERE o.call_id = c.call_id AND o.key = 'notNull'), 'ALTER TABLE "' || c.first || '" ALTER COLUMN "' || d.name || iif(d.not_null, '" SET NOT NULL', '" DROP NOT NULL'), '') FROM dbm_definition d WHERE d.call_id = c.call_id)
    WHEN 'removeColumn' THEN 'ALTER TABLE "' || c.first || '" DROP COLUMN "' || c.second || '"'
    WHEN 'renameColumn' THEN 'ALTER TABLE "' || c.first || '" RENAME COLUMN "' || c.second || '" TO "' || c.third || '"'
    WHEN 'renameTable' THEN 'ALTER TABLE "' || c.first || '" RENAME TO "' || c.second || '"'
    WHEN 'dropTable' THEN 'DROP TABLE ' || iif(EXISTS (SELECT 1 FROM argument a JOIN property p ON p.object_id = a.entity_id AND p.key = 'ifExists' AND p.value = 'true' WHERE a.call_id = c.call_id AND a.entity = 'object'), 'IF EXISTS ', '') || '"' || c.first || '"'
    WHEN 'addIndex' THEN 'CREATE ' || iif(EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.call_id AND a.position = 3 AND a.value = 'true'), 'UNIQUE ', '') || 'INDEX "' || c.second || '" ON "' || c.first || '" ('
        || (SELECT l.names FROM dbm_list l WHERE l.call_id = c.call_id AND l.position = 2) || ')'
    WHEN 'addForeignKey' THEN 'ALTER TABLE "' || c.first || '" ADD CONSTRAINT "' || c.third || '" FOREIGN KEY (' || (SELECT l.keys FROM dbm_list l WHERE l.call_id = c.call_id AND l.position = 3) || ') REFERENCES "' || c.second || '" ('
        || (SELECT l.names FROM dbm_list l WHERE l.call_id = c.call_id AND l.position = 3) || ')'
    WHEN 'removeForeignKey' THEN 'ALTER TABLE "' || c.first || '" DROP CONSTRAINT "' || c.second || '"'
    END, 'DO $do$ BEGIN EXECUTE current_setting(''' || c.name || ' of a value that is not known''); END $do$') || ';', c.file_id, c.line, c.line
FROM dbm_call c WHERE c.name IN ('createTable', 'addColumn', 'changeColumn', 'removeColumn', 'renameColumn', 'renameTable', 'dropTable', 'addIndex', 'addForeignKey', 'removeForeignKey');
