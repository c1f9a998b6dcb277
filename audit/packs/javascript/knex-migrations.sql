-- title: knex migrations
-- package: npm knex
-- files: **/migrations/*.js **/migrations/*.ts **/migrations/*.cjs **/migrations/*.mjs **/migration/*.js **/migration/*.ts
--
-- exports.up(knex) of the files of a folder, in the order of their names, rendered as the SQL the schema builder sends. down is not run.

-- types
INSERT INTO type_alias(path, type, same)
SELECT path || '#' || f.column1 || '(fn)#0', 'knex.Knex()', 0 FROM file CROSS JOIN (VALUES ('up'), ('down')) f WHERE language = 'javascript' AND regexp('(^|/)migrations?/[^/]+\.[cm]?[jt]s$', path);
INSERT INTO type_alias(path, type, same)
SELECT 'knex.Knex().schema.' || m.column1 || '(fn)#0', 'knex.Table()', 0
FROM (VALUES ('createTable'), ('createTableIfNotExists'), ('alterTable'), ('table')) m;
INSERT INTO type_alias(path, type, same)
SELECT 'knex.Knex().schema.' || m.column1 || '()', 'knex.Knex().schema', 0
FROM (VALUES ('createTable'), ('createTableIfNotExists'), ('alterTable'), ('table'), ('dropTable'), ('dropTableIfExists'), ('renameTable'), ('withSchema'), ('dropView'), ('dropViewIfExists'), ('createSchema'),
    ('createSchemaIfNotExists'), ('createExtension'), ('createExtensionIfNotExists')) m;
CREATE TEMP TABLE knex_type(method TEXT PRIMARY KEY, sql TEXT);
INSERT INTO knex_type VALUES ('increments', 'serial'), ('bigIncrements', 'bigserial'), ('integer', 'integer'), ('int', 'integer'), ('tinyint', 'smallint'), ('smallint', 'smallint'), ('mediumint', 'integer'),
    ('bigInteger', 'bigint'), ('bigint', 'bigint'), ('text', 'text'), ('string', 'character varying'), ('float', 'real'), ('double', 'double precision'), ('decimal', 'numeric'), ('boolean', 'boolean'),
    ('bool', 'boolean'), ('date', 'date'), ('datetime', 'timestamp with time zone'), ('dateTime', 'timestamp with time zone'), ('timestamp', 'timestamp with time zone'), ('time', 'time'), ('binary', 'bytea'),
    ('json', 'json'), ('jsonb', 'jsonb'), ('uuid', 'uuid'), ('enu', 'text'), ('enum', 'text'), ('specificType', ''), ('geometry', 'geometry'), ('geography', 'geography'), ('point', 'point');
INSERT INTO type_alias(path, type, same) SELECT 'knex.Table().' || method || '()', 'knex.Column()', 0 FROM knex_type;
INSERT INTO type_alias(path, type, same) SELECT 'knex.Table().' || m.column1 || '()', 'knex.Column()', 0 FROM (VALUES ('foreign'), ('references')) m;
INSERT INTO type_alias(path, type, same)
SELECT 'knex.Column().' || m.column1 || '()', 'knex.Column()', 1
FROM (VALUES ('notNullable'), ('notNull'), ('nullable'), ('defaultTo'), ('unique'), ('primary'), ('references'), ('inTable'), ('onDelete'), ('onUpdate'), ('index'), ('unsigned'), ('comment'), ('alter'), ('checkPositive'),
    ('checkNegative'), ('checkIn'), ('checkNotIn'), ('checkBetween'), ('checkLength'), ('checkRegex'), ('withKeyName'), ('deferrable'), ('first'), ('after'), ('collate'), ('foreign'), ('constraintName')) m;

-- facts
-- functions that run upwards: up, what stands in it, and what it calls in the same file
CREATE TEMP TABLE knex_file AS SELECT id, path FROM file WHERE language = 'javascript' AND parsed AND regexp('(^|/)migrations?/[^/]+\.[cm]?[jt]s$', path);
CREATE TEMP TABLE knex_function AS SELECT f.id, f.parent_id, f.file_id, f.name FROM function f;
CREATE INDEX temp.knex_function_id ON knex_function(id);
CREATE INDEX temp.knex_function_parent ON knex_function(parent_id);
CREATE INDEX temp.knex_function_name ON knex_function(name);
CREATE TEMP TABLE knex_exported AS
SELECT e.entity_id AS function_id FROM export e WHERE e.name = 'up' AND e.entity = 'function'
UNION SELECT b.entity_id FROM binding b WHERE b.name = 'up' AND b.entity = 'function'
UNION SELECT p.entity_id FROM export e JOIN property p ON p.object_id = e.entity_id AND p.key = 'up' WHERE e.entity = 'object' AND e.name IN ('=', 'default');
CREATE TEMP TABLE knex_up AS
WITH RECURSIVE up(id, file_id, place) AS (
    SELECT f.id, f.file_id, NULL FROM knex_function f WHERE f.name = 'up' AND f.file_id IN (SELECT id FROM knex_file)
        AND f.id IN (SELECT function_id FROM knex_exported)
    UNION
    SELECT f.id, u.file_id, u.place FROM up u JOIN knex_function f ON f.parent_id = u.id
    UNION
    SELECT t.function_id, u.file_id, coalesce(u.place, c.line) FROM up u CROSS JOIN call c ON c.function_id = u.id CROSS JOIN call_target t ON t.call_id = c.id WHERE t.how <> 'callback' AND t.candidates = 1
)
SELECT id, file_id, min(place) AS place FROM up GROUP BY id HAVING count(DISTINCT file_id) = 1;          -- place: the line it is called at
CREATE INDEX temp.knex_up_id ON knex_up(id);
INSERT INTO revision(source, unit, parents, file_id, line) SELECT 'knex', p.path, NULL, p.id, 1 FROM (SELECT DISTINCT file_id FROM knex_up) u JOIN file p ON p.id = u.file_id;

CREATE TEMP TABLE knex_call AS                  -- calls of the schema builder that run upwards
SELECT c.id AS call_id, c.name, c.callee, c.file_id, c.function_id, c.line, c.receiver_origin, c.receiver_type, p.path AS unit, coalesce(u.place, c.line) AS place
FROM knex_up u JOIN call c ON c.function_id = u.id JOIN file p ON p.id = u.file_id
WHERE c.receiver_type IN ('knex.Knex().schema', 'knex.Table()', 'knex.Column()') OR c.callee = 'knex.Knex().raw';
CREATE INDEX temp.knex_call_id ON knex_call(call_id);
CREATE INDEX temp.knex_call_receiver ON knex_call(receiver_type, name);
CREATE INDEX temp.knex_call_function ON knex_call(function_id);
CREATE TEMP TABLE knex_argument AS
SELECT a.call_id, a.position, 0 AS turn, a.kind, a.value, a.type, a.value_call_id, a.entity, a.entity_id FROM knex_call c CROSS JOIN argument a ON a.call_id = c.call_id
    WHERE NOT EXISTS (SELECT 1 FROM argument_turn t WHERE t.call_id = a.call_id AND t.position = a.position)
UNION ALL
SELECT t.call_id, t.position, t.turn, t.kind, t.value, t.type, t.value_call_id, t.entity, t.entity_id FROM knex_call c CROSS JOIN argument_turn t ON t.call_id = c.call_id;
CREATE TEMP TABLE knex_passed AS                -- arguments that are parameters of a helper: what its callers give, each call and turn a turn
SELECT c.call_id, a.position, dense_rank() OVER (PARTITION BY c.call_id ORDER BY g.call_id) * 1000 + coalesce(t.turn, 0) AS turn, coalesce(t.kind, b.kind) AS kind, coalesce(t.value, b.value) AS value,
    iif(t.call_id IS NULL, b.type, t.type) AS type, iif(t.call_id IS NULL, b.value_call_id, t.value_call_id) AS value_call_id, iif(t.call_id IS NULL, b.entity, t.entity) AS entity, iif(t.call_id IS NULL, b.entity_id, t.entity_id) AS entity_id
FROM knex_call c CROSS JOIN argument a ON a.call_id = c.call_id AND a.kind = 'name' AND a.value IS NULL AND a.text IS NOT NULL
CROSS JOIN knex_function f ON f.id = c.function_id CROSS JOIN parameter p ON p.function_id IN (f.id, f.parent_id) AND p.name = a.text
CROSS JOIN call_target g ON g.function_id = p.function_id AND g.how <> 'callback' CROSS JOIN call k ON k.id = g.call_id AND k.function_id IN (SELECT id FROM knex_up)
CROSS JOIN argument b ON b.call_id = g.call_id AND b.position = p.position LEFT JOIN argument_turn t ON t.call_id = b.call_id AND t.position = b.position;
DELETE FROM knex_argument WHERE (call_id, position) IN (SELECT call_id, position FROM knex_passed);
INSERT INTO knex_argument SELECT call_id, position, turn, kind, value, type, value_call_id, entity, entity_id FROM knex_passed;
CREATE INDEX temp.knex_argument_call ON knex_argument(call_id, position);
CREATE TEMP TABLE knex_list AS                  -- lists of names: as SQL and as part of a constraint's name
SELECT object_id, group_concat('"' || value || '"', ', ') AS names, group_concat(value, '_') AS joined, group_concat('''' || replace(value, '''', '''''') || '''', ', ') AS labels, count(*) = count(value) AS complete
FROM (SELECT p.object_id, p.value FROM knex_argument a JOIN property p ON p.object_id = a.entity_id WHERE a.entity = 'object' ORDER BY p.object_id, p.position) GROUP BY object_id;
CREATE INDEX temp.knex_list_object ON knex_list(object_id);
-- the table of each schema call, its callback, and the schema it was told
CREATE TEMP TABLE knex_op AS
SELECT c.call_id, c.name, c.unit, c.file_id, c.line, c.place, t.turn, t.value AS plain, coalesce('"' || s.value || '".', '') || '"' || replace(t.value, '.', '"."') || '"' AS table_name, f.entity_id AS callback_id
FROM knex_call c JOIN knex_argument t ON t.call_id = c.call_id AND t.position = 0
LEFT JOIN argument f ON f.call_id = c.call_id AND f.entity = 'function'
LEFT JOIN call w ON w.id = (SELECT receiver_call_id FROM call k WHERE k.id = c.call_id) AND w.name = 'withSchema' LEFT JOIN argument s ON s.call_id = w.id AND s.position = 0
WHERE c.receiver_type = 'knex.Knex().schema';
CREATE INDEX temp.knex_op_callback ON knex_op(callback_id);
CREATE TEMP TABLE knex_inner AS                 -- calls on the table in the callback, or in a function within it
SELECT o.call_id AS op_id, o.turn AS op_turn, o.unit, o.name AS op, o.plain, o.table_name, o.file_id, o.place AS op_line, c.call_id, c.name, c.line
FROM knex_op o CROSS JOIN (SELECT id AS callback_id, id FROM knex_function UNION ALL SELECT parent_id, id FROM knex_function) f ON f.callback_id = o.callback_id
CROSS JOIN knex_call c ON c.function_id = f.id AND c.receiver_type = 'knex.Table()' WHERE o.plain IS NOT NULL;
CREATE INDEX temp.knex_inner_call ON knex_inner(call_id);
CREATE INDEX temp.knex_inner_op ON knex_inner(op_id);

CREATE TEMP TABLE knex_default AS               -- defaultTo(value) as SQL
SELECT m.receiver_origin AS column_id, CASE
    WHEN a.kind = 'constant' AND a.value = 'null' THEN NULL
    WHEN x.callee LIKE '%.fn.now' THEN 'CURRENT_TIMESTAMP' WHEN x.callee LIKE '%.fn.uuid' THEN 'gen_random_uuid()'
    WHEN x.callee = 'knex.Knex().raw' THEN coalesce((SELECT r.value FROM argument r WHERE r.call_id = x.id AND r.position = 0), '''''')
    WHEN a.kind IN ('number') THEN a.value WHEN a.kind = 'constant' THEN '''' || a.value || '''' WHEN a.value IS NOT NULL THEN '''' || replace(a.value, '''', '''''') || '''' ELSE 'NULL' END AS sql
FROM knex_call m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 LEFT JOIN call x ON x.id = a.value_call_id WHERE m.name = 'defaultTo' AND m.receiver_type = 'knex.Column()' AND a.turn = 0;
CREATE INDEX temp.knex_default_column ON knex_default(column_id);
CREATE TEMP TABLE knex_modifier AS SELECT receiver_origin AS column_id, name, call_id FROM knex_call WHERE receiver_type = 'knex.Column()';
CREATE INDEX temp.knex_modifier_column ON knex_modifier(column_id, name);

CREATE TEMP TABLE knex_column AS
SELECT i.*, n.turn, CASE WHEN i.name IN ('increments', 'bigIncrements') THEN coalesce(n.value, 'id') ELSE n.value END AS column_name,
    CASE i.name WHEN 'string' THEN 'character varying(' || coalesce((SELECT a.value FROM knex_argument a WHERE a.call_id = i.call_id AND a.position = 1 AND a.kind = 'number'), '255') || ')'
        WHEN 'decimal' THEN 'numeric' || iif(EXISTS (SELECT 1 FROM knex_argument a WHERE a.call_id = i.call_id AND a.position = 1 AND a.value = 'null'), '',
            '(' || coalesce((SELECT a.value FROM knex_argument a WHERE a.call_id = i.call_id AND a.position = 1), '8') || ',' || coalesce((SELECT a.value FROM knex_argument a WHERE a.call_id = i.call_id AND a.position = 2), '2') || ')')
        WHEN 'specificType' THEN coalesce((SELECT a.value FROM knex_argument a WHERE a.call_id = i.call_id AND a.position = 1), 'plumbline_unknown')
        WHEN 'enu' THEN e.type WHEN 'enum' THEN e.type
        WHEN 'timestamp' THEN iif(z.plain, 'timestamp without time zone', 'timestamp with time zone') WHEN 'datetime' THEN iif(z.plain, 'timestamp without time zone', 'timestamp with time zone')
        WHEN 'dateTime' THEN iif(z.plain, 'timestamp without time zone', 'timestamp with time zone')
        ELSE t.sql END AS type,
    CASE WHEN i.name IN ('enu', 'enum') AND e.type = 'text' THEN (SELECT l.labels FROM knex_argument a JOIN knex_list l ON l.object_id = a.entity_id AND l.complete WHERE a.call_id = i.call_id AND a.position = 1 AND a.entity = 'object' LIMIT 1) END AS labels,
    e.native, (SELECT d.sql FROM knex_default d WHERE d.column_id = i.call_id) AS fill,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name IN ('notNullable', 'notNull')) AS not_null,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name = 'nullable') AS nullable,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name = 'unique') AS is_unique,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name = 'primary') OR i.name IN ('increments', 'bigIncrements')
        AND NOT EXISTS (SELECT 1 FROM knex_argument a JOIN property p ON p.object_id = a.entity_id AND p.key = 'primaryKey' AND p.value = 'false' WHERE a.call_id = i.call_id AND a.entity = 'object') AS is_primary,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name = 'index') AS is_indexed,
    EXISTS (SELECT 1 FROM knex_modifier m WHERE m.column_id = i.call_id AND m.name = 'alter') AS is_altered,
    (SELECT a.value FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = i.call_id AND m.name IN ('references', 'foreign')) AS refers,
    (SELECT a.value FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = i.call_id AND m.name = 'inTable') AS refers_table,
    (SELECT upper(a.value) FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = i.call_id AND m.name = 'onDelete') AS on_delete
FROM knex_inner i JOIN knex_type t ON t.method = i.name
LEFT JOIN knex_argument n ON n.call_id = i.call_id AND n.position = 0
LEFT JOIN (SELECT c.call_id, iif(max(p.key = 'useNative' AND p.value = 'true') OR max(p.key = 'existingType' AND p.value = 'true'), coalesce(max(iif(p.key = 'enumName', '"' || p.value || '"', NULL)), 'plumbline_unknown'), 'text') AS type,
        max(p.key = 'useNative' AND p.value = 'true') AND NOT max(p.key = 'existingType' AND p.value = 'true') AS native
    FROM knex_call c LEFT JOIN knex_argument o ON o.call_id = c.call_id AND o.position = 2 AND o.entity = 'object' LEFT JOIN property p ON p.object_id = o.entity_id WHERE c.name IN ('enu', 'enum') GROUP BY c.call_id) e ON e.call_id = i.call_id
LEFT JOIN (SELECT a.call_id, max(a.value = 'true' OR p.key = 'useTz' AND p.value = 'false') AS plain FROM knex_argument a LEFT JOIN property p ON a.entity = 'object' AND p.object_id = a.entity_id WHERE a.position = 1 GROUP BY a.call_id) z
    ON z.call_id = i.call_id;
CREATE INDEX temp.knex_column_op ON knex_column(op_id, op_turn);

CREATE TEMP TABLE knex_ddl(unit TEXT, place INTEGER, part INTEGER, turn INTEGER, within INTEGER, text TEXT, file_id INTEGER, line INTEGER);
INSERT INTO knex_ddl
SELECT c.unit, c.op_line, 0, c.op_turn, c.line, 'CREATE TYPE ' || c.type || ' AS ENUM (' || coalesce((SELECT l.labels FROM knex_argument a JOIN knex_list l ON l.object_id = a.entity_id WHERE a.call_id = c.call_id AND a.position = 1), '') || ')',
    c.file_id, c.line
FROM knex_column c WHERE c.native AND c.type <> 'plumbline_unknown';
CREATE TEMP TABLE knex_definition AS
SELECT c.*, '"' || c.column_name || '" ' || c.type || coalesce(' CHECK ("' || c.column_name || '" IN (' || c.labels || '))', '') || coalesce(' DEFAULT ' || c.fill, '') || iif(c.not_null OR c.name IN ('increments', 'bigIncrements'), ' NOT NULL', '')
    || iif(c.is_primary AND c.op NOT LIKE 'createTable%', ' PRIMARY KEY', '') AS sql
FROM knex_column c WHERE c.column_name IS NOT NULL;
CREATE INDEX temp.knex_definition_op ON knex_definition(op_id, op_turn);

INSERT INTO knex_ddl                            -- createTable
SELECT o.unit, o.place, 1, o.turn, 0, 'CREATE TABLE ' || iif(o.name = 'createTableIfNotExists', 'IF NOT EXISTS ', '') || o.table_name || ' (' || coalesce((SELECT group_concat(e.sql, ', ') FROM (
        SELECT d.sql, d.line * 100 + d.turn AS place FROM knex_definition d WHERE d.op_id = o.call_id AND d.op_turn = o.turn
        UNION ALL
        SELECT '"' || s.name || '" timestamp with time zone' || s.rest, i.line * 100 FROM knex_inner i JOIN (
            SELECT c.call_id, iif(a.camel, n.camel, n.snake) AS name, iif(a.fill, ' DEFAULT CURRENT_TIMESTAMP NOT NULL', '') AS rest FROM knex_call c
            JOIN (SELECT c.call_id, coalesce(max(a.position = 1 AND a.value = 'true' OR p.key = 'defaultToNow' AND p.value = 'true'), 0) AS fill, coalesce(max(a.position = 2 AND a.value = 'true' OR p.key = 'useCamelCase' AND p.value = 'true'), 0) AS camel
                FROM knex_call c LEFT JOIN knex_argument a ON a.call_id = c.call_id LEFT JOIN property p ON a.entity = 'object' AND p.object_id = a.entity_id WHERE c.name = 'timestamps' GROUP BY c.call_id) a ON a.call_id = c.call_id
            CROSS JOIN (SELECT column1 AS snake, column2 AS camel FROM (VALUES ('created_at', 'createdAt'), ('updated_at', 'updatedAt'))) n) s ON s.call_id = i.call_id
        WHERE i.op_id = o.call_id AND i.op_turn = o.turn AND i.name = 'timestamps'
        UNION ALL
        SELECT 'PRIMARY KEY (' || group_concat('"' || column_name || '"', ', ') || ')', 100000000 FROM (SELECT column_name FROM knex_definition WHERE op_id = o.call_id AND op_turn = o.turn AND is_primary ORDER BY line) HAVING count(*) > 0
        ORDER BY 2) e), '') || ')', o.file_id, o.line
FROM knex_op o WHERE o.name IN ('createTable', 'createTableIfNotExists') AND o.plain IS NOT NULL;

INSERT INTO knex_ddl                            -- alterTable: new columns
SELECT d.unit, d.op_line, 2, max(d.op_turn, coalesce(d.turn, 0)), d.line, 'ALTER TABLE ' || d.table_name || ' ADD COLUMN ' || d.sql, d.file_id, d.line FROM knex_definition d WHERE d.op IN ('alterTable', 'table') AND NOT d.is_altered;
INSERT INTO knex_ddl
SELECT i.unit, i.op_line, 2, i.op_turn, i.line, 'ALTER TABLE ' || i.table_name || ' ADD COLUMN "created_at" timestamp with time zone, ADD COLUMN "updated_at" timestamp with time zone', i.file_id, i.line
FROM knex_inner i WHERE i.op IN ('alterTable', 'table') AND i.name = 'timestamps';
INSERT INTO knex_ddl                            -- .alter(): everything is said anew
SELECT d.unit, d.op_line, 2, max(d.op_turn, coalesce(d.turn, 0)), d.line, 'ALTER TABLE ' || d.table_name || ' ALTER COLUMN "' || d.column_name || '" DROP DEFAULT, ALTER COLUMN "' || d.column_name || '" TYPE '
    || CASE d.type WHEN 'serial' THEN 'integer' WHEN 'bigserial' THEN 'bigint' ELSE d.type END || ' USING ("' || d.column_name || '"::' || CASE d.type WHEN 'serial' THEN 'integer' WHEN 'bigserial' THEN 'bigint' ELSE d.type END
    || '), ALTER COLUMN "' || d.column_name || '" ' || iif(d.not_null, 'SET', 'DROP') || ' NOT NULL' || coalesce(', ALTER COLUMN "' || d.column_name || '" SET DEFAULT ' || d.fill, ''), d.file_id, d.line
FROM knex_definition d WHERE d.is_altered;
INSERT INTO knex_ddl                            -- keys and indexes of columns
SELECT d.unit, d.op_line, 3, max(d.op_turn, coalesce(d.turn, 0)), d.line, 'ALTER TABLE ' || d.table_name || ' ADD CONSTRAINT "' || lower(replace(d.plain, '.', '_') || '_' || d.column_name) || '_unique" UNIQUE ("' || d.column_name || '")', d.file_id, d.line
FROM knex_definition d WHERE d.is_unique;
INSERT INTO knex_ddl
SELECT d.unit, d.op_line, 3, max(d.op_turn, coalesce(d.turn, 0)), d.line, 'ALTER TABLE ' || d.table_name || ' ADD CONSTRAINT "' || lower(replace(d.plain, '.', '_') || '_' || d.column_name) || '_foreign" FOREIGN KEY ("' || d.column_name
    || '") REFERENCES "' || replace(coalesce(d.refers_table, substr(d.refers, 1, instr(d.refers, '.') - 1)), '.', '"."') || '" ("' || substr(d.refers, iif(d.refers_table IS NULL, instr(d.refers, '.'), 0) + 1) || '")'
    || coalesce(' ON DELETE ' || d.on_delete, ''), d.file_id, d.line
FROM knex_definition d WHERE d.refers IS NOT NULL AND (d.refers_table IS NOT NULL OR d.refers LIKE '%.%');
INSERT INTO knex_ddl
SELECT d.unit, d.op_line, 3, max(d.op_turn, coalesce(d.turn, 0)), d.line, 'CREATE INDEX "' || lower(replace(d.plain, '.', '_') || '_' || d.column_name) || '_index" ON ' || d.table_name || ' ("' || d.column_name || '")', d.file_id, d.line
FROM knex_definition d WHERE d.is_indexed;

-- the other calls on a table: first is argument 0 as names, name an explicit name of a constraint
CREATE TEMP TABLE knex_change AS
SELECT i.*, max(i.op_turn, coalesce(a.turn, 0)) AS turn, iif(l.object_id IS NULL, '"' || a.value || '"', l.names) AS names, coalesce(l.joined, a.value) AS joined, a.value AS first,
    (SELECT b.value FROM knex_argument b WHERE b.call_id = i.call_id AND b.position = 1 AND b.value IS NOT NULL AND b.value <> 'null') AS second,
    coalesce((SELECT p.value FROM knex_argument b JOIN property p ON p.object_id = b.entity_id AND p.key IN ('constraintName', 'indexName') WHERE b.call_id = i.call_id AND b.position > 0 AND b.entity = 'object' LIMIT 1),
        (SELECT b.value FROM knex_argument b WHERE b.call_id = i.call_id AND b.position = 1 AND b.kind <> 'constant')) AS given
FROM knex_inner i LEFT JOIN knex_argument a ON a.call_id = i.call_id AND a.position = 0 LEFT JOIN knex_list l ON a.entity = 'object' AND l.object_id = a.entity_id AND l.complete
WHERE i.name NOT IN (SELECT method FROM knex_type) AND i.name <> 'timestamps';
INSERT INTO knex_ddl                            -- dropColumn('a', 'b'), dropColumns(['a', 'b'])
SELECT c.unit, c.op_line, 2, c.turn, c.line, 'ALTER TABLE ' || c.table_name || ' DROP COLUMN ' || replace(c.names, '", "', '", DROP COLUMN "')
    || coalesce((SELECT group_concat(', DROP COLUMN "' || a.value || '"', '') FROM knex_argument a WHERE a.call_id = c.call_id AND a.position > 0 AND a.value IS NOT NULL), ''), c.file_id, c.line
FROM knex_change c WHERE c.name IN ('dropColumn', 'dropColumns');
INSERT INTO knex_ddl
SELECT c.unit, c.op_line, CASE WHEN c.name IN ('primary', 'unique', 'index', 'foreign', 'check') THEN 3 ELSE 2 END, c.turn, c.line, CASE c.name
    WHEN 'renameColumn' THEN 'ALTER TABLE ' || c.table_name || ' RENAME COLUMN "' || c.first || '" TO "' || c.second || '"'
    WHEN 'dropTimestamps' THEN 'ALTER TABLE ' || c.table_name || ' DROP COLUMN "created_at", DROP COLUMN "updated_at"'
    WHEN 'setNullable' THEN 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN "' || c.first || '" DROP NOT NULL'
    WHEN 'dropNullable' THEN 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN "' || c.first || '" SET NOT NULL'
    WHEN 'primary' THEN 'ALTER TABLE ' || c.table_name || ' ADD CONSTRAINT "' || coalesce(c.given, replace(c.plain, '.', '_') || '_pkey') || '" PRIMARY KEY (' || c.names || ')'
    WHEN 'unique' THEN 'ALTER TABLE ' || c.table_name || ' ADD CONSTRAINT "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_unique') || '" UNIQUE (' || c.names || ')'
    WHEN 'index' THEN 'CREATE INDEX "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_index') || '" ON ' || c.table_name || ' (' || c.names || ')'
    WHEN 'dropPrimary' THEN 'ALTER TABLE ' || c.table_name || ' DROP CONSTRAINT "' || coalesce(c.first, replace(c.plain, '.', '_') || '_pkey') || '"'
    WHEN 'dropUnique' THEN 'ALTER TABLE ' || c.table_name || ' DROP CONSTRAINT "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_unique') || '"'
    WHEN 'dropForeign' THEN 'ALTER TABLE ' || c.table_name || ' DROP CONSTRAINT "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_foreign') || '"'
    WHEN 'dropIndex' THEN 'DROP INDEX "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_index') || '"'
    WHEN 'foreign' THEN 'ALTER TABLE ' || c.table_name || ' ADD CONSTRAINT "' || coalesce(c.given, lower(replace(c.plain, '.', '_') || '_' || c.joined) || '_foreign') || '" FOREIGN KEY (' || c.names || ') REFERENCES "'
        || coalesce((SELECT a.value FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = c.call_id AND m.name = 'inTable'),
            (SELECT substr(a.value, 1, instr(a.value, '.') - 1) FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = c.call_id AND m.name = 'references' AND a.value LIKE '%.%'))
        || '" (' || (SELECT coalesce(l.names, '"' || replace(a.value, rtrim(a.value, replace(a.value, '.', '')), '') || '"') FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0
            LEFT JOIN knex_list l ON a.entity = 'object' AND l.object_id = a.entity_id WHERE m.column_id = c.call_id AND m.name = 'references')
        || ')' || coalesce(' ON DELETE ' || (SELECT upper(a.value) FROM knex_modifier m JOIN knex_argument a ON a.call_id = m.call_id AND a.position = 0 WHERE m.column_id = c.call_id AND m.name = 'onDelete'), '')
    WHEN 'check' THEN 'ALTER TABLE ' || c.table_name || ' ADD ' || coalesce('CONSTRAINT "' || (SELECT a.value FROM knex_argument a WHERE a.call_id = c.call_id AND a.position = 2) || '" ', '') || 'CHECK (' || iif(c.first LIKE '%?%', 'true', c.first) || ')'
    END, c.file_id, c.line
FROM knex_change c WHERE c.name NOT IN ('dropColumn', 'dropColumns', 'dropChecks', 'comment', 'engine', 'charset');
INSERT INTO knex_ddl
SELECT c.unit, c.op_line, 2, c.turn, c.line, 'ALTER TABLE ' || c.table_name || ' DROP CONSTRAINT ' || replace(c.names, '", "', '", DROP CONSTRAINT "')
    || coalesce((SELECT group_concat(', DROP CONSTRAINT "' || a.value || '"', '') FROM knex_argument a WHERE a.call_id = c.call_id AND a.position > 0 AND a.value IS NOT NULL), ''), c.file_id, c.line
FROM knex_change c WHERE c.name = 'dropChecks';

INSERT INTO knex_ddl
SELECT o.unit, o.place, 1, o.turn, 0, CASE o.name
    WHEN 'dropTable' THEN 'DROP TABLE ' || o.table_name WHEN 'dropTableIfExists' THEN 'DROP TABLE IF EXISTS ' || o.table_name
    WHEN 'renameTable' THEN 'ALTER TABLE ' || o.table_name || ' RENAME TO "' || coalesce((SELECT a.value FROM knex_argument a WHERE a.call_id = o.call_id AND a.position = 1 AND a.turn = o.turn), (SELECT a.value FROM knex_argument a WHERE a.call_id = o.call_id AND a.position = 1)) || '"'
    WHEN 'dropView' THEN 'DROP VIEW ' || o.table_name WHEN 'dropViewIfExists' THEN 'DROP VIEW IF EXISTS ' || o.table_name
    WHEN 'createSchema' THEN 'CREATE SCHEMA ' || o.table_name WHEN 'createSchemaIfNotExists' THEN 'CREATE SCHEMA IF NOT EXISTS ' || o.table_name
    WHEN 'createExtension' THEN 'CREATE EXTENSION ' || o.table_name WHEN 'createExtensionIfNotExists' THEN 'CREATE EXTENSION IF NOT EXISTS ' || o.table_name END, o.file_id, o.line
FROM knex_op o WHERE o.name IN ('dropTable', 'dropTableIfExists', 'renameTable', 'dropView', 'dropViewIfExists', 'createSchema', 'createSchemaIfNotExists', 'createExtension', 'createExtensionIfNotExists');

-- raw texts run where they stand; they are folded like those of any statement
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT c.call_id, 'knex', 'step', 0, 'question', 1, 'none', c.unit FROM knex_call c WHERE c.name = 'raw' AND (SELECT f.argument_of FROM call f WHERE f.id = c.call_id AND NOT EXISTS (SELECT 1 FROM call o WHERE o.id = f.argument_of
    AND (o.callee LIKE 'global.Promise.%' OR o.name = 'push'))) IS NULL;

-- what cannot be said
CREATE TEMP TABLE knex_unknown AS
SELECT o.unit, o.place AS line, o.turn, o.file_id, o.name FROM knex_op o WHERE o.plain IS NULL AND o.name IN ('createTable', 'createTableIfNotExists', 'alterTable', 'table', 'dropTable', 'renameTable')
UNION ALL
SELECT i.unit, i.op_line, i.op_turn, i.file_id, i.name FROM knex_column i WHERE i.column_name IS NULL
UNION ALL
SELECT c.unit, c.op_line, c.turn, c.file_id, c.name FROM knex_change c WHERE c.names IS NULL AND c.name IN ('dropColumn', 'dropColumns', 'renameColumn')
UNION ALL
SELECT c.unit, c.line, 0, c.file_id, c.name FROM knex_call c WHERE c.receiver_type = 'knex.Knex().schema' AND c.name IN ('createView', 'createViewOrReplace', 'createMaterializedView', 'alterView', 'createTableLike');
INSERT INTO knex_ddl
SELECT unit, line, 9, turn, 0, 'DO $do$ BEGIN EXECUTE current_setting(''' || name || ' of a value that is not known''); END $do$', file_id, line FROM knex_unknown;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line, place)
SELECT 'knex', unit, row_number() OVER (PARTITION BY unit ORDER BY place, turn, part, within), text || ';', file_id, line, place FROM knex_ddl WHERE text IS NOT NULL;
