-- title: Alembic
-- package: pypi alembic
-- files: **/versions/*.py **/versions/**/*.py
--
-- What upgrade() does, rendered as SQL in the order of its calls. Code behind a test of what exists counts as run.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('alembic.op.f()',                         '#0', 0),
    ('alembic.operations.Operations()',        'alembic.op', 0),
    ('alembic.operations.BatchOperations()',   'alembic.op.batch_alter_table()', 0),
    ('alembic.op.get_bind()',                  'sqlalchemy.Connection()', 0),
    ('alembic.op.get_context().bind',          'sqlalchemy.Connection()', 0);

-- facts
INSERT INTO revision(source, unit, parents, file_id, line)
SELECT 'alembic', r.value,
    CASE WHEN d.entity = 'object' THEN (SELECT group_concat(p.value, ',') FROM property p WHERE p.object_id = d.entity_id)
        WHEN d.value IN ('null', '') THEN NULL ELSE d.value END, r.file_id, coalesce(d.line, r.line)
FROM binding r
JOIN function m ON m.id = r.function_id AND m.parent_id IS NULL
LEFT JOIN binding d ON d.file_id = r.file_id AND d.name = 'down_revision' AND d.function_id = r.function_id AND d.class_id IS NULL
JOIN file f ON f.id = r.file_id AND f.role <> 'test'
WHERE r.name = 'revision' AND r.class_id IS NULL AND r.value IS NOT NULL AND r.how <> 'member'
  AND (EXISTS (SELECT 1 FROM import i WHERE i.file_id = r.file_id AND i.module LIKE 'alembic%')
       -- a merge does nothing, and need import nothing
       OR d.id IS NOT NULL AND EXISTS (SELECT 1 FROM file g JOIN import i ON i.file_id = g.id AND i.module LIKE 'alembic%' WHERE dirname(g.path) = dirname(f.path)))
GROUP BY r.file_id;

-- calls that upgrade() makes, itself or through functions it calls, in order
CREATE TEMP TABLE alembic_call AS
WITH RECURSIVE runs(unit, function_id, place, depth) AS (
    SELECT v.unit, f.id, '', 0 FROM revision v JOIN function f ON f.file_id = v.file_id AND f.name = 'upgrade' AND f.class_id IS NULL
    JOIN function m ON m.id = f.parent_id AND m.parent_id IS NULL
    WHERE v.source = 'alembic'
    UNION ALL
    SELECT r.unit, t.function_id, r.place || printf('%06d.%05d ', c.line, c.column), r.depth + 1
    FROM runs r JOIN call c ON c.function_id = r.function_id JOIN call_target t ON t.call_id = c.id AND t.candidates = 1 WHERE r.depth < 4
)
SELECT r.unit, c.id AS call_id, r.place || printf('%06d.%05d', c.line, c.column) AS place, r.depth, c.name, c.callee, c.receiver_type, c.receiver_origin, c.file_id, c.line
FROM runs r JOIN call c ON c.function_id = r.function_id
WHERE c.callee GLOB 'alembic.*' OR c.callee IN ('sqlalchemy.Connection().execute', 'sqlalchemy.Connection().exec_driver_sql') OR c.name IN ('create', 'drop') AND c.receiver_type GLOB 'sqlalchemy*ENUM()';
CREATE INDEX temp.alembic_call_id ON alembic_call(call_id);
INSERT INTO sa_call(call_id, callee, name, file_id, line)
    SELECT a.call_id, a.callee, a.name, a.file_id, a.line FROM alembic_call a WHERE a.call_id NOT IN (SELECT call_id FROM sa_call);

-- one row per operation and turn; `shift` is 1 where batch_alter_table has named the table
CREATE TEMP TABLE alembic_op AS
SELECT a.*, n.turn, b.value IS NOT NULL OR a.receiver_type = 'alembic.op.batch_alter_table()' AS is_batch,
    iif(a.receiver_type = 'alembic.op.batch_alter_table()', 1, 0) AS shift,
    coalesce('"' || (SELECT s.value FROM sa_argument s WHERE s.call_id = iif(a.receiver_type = 'alembic.op.batch_alter_table()', a.receiver_origin, a.call_id) AND s.keyword = 'schema'
        AND s.value <> 'null') || '".', '') AS schema,
    b.value AS batch_table
FROM alembic_call a
JOIN (SELECT DISTINCT call_id, turn FROM sa_argument UNION SELECT call_id, 0 FROM alembic_call WHERE call_id NOT IN (SELECT call_id FROM sa_argument)) n ON n.call_id = a.call_id
LEFT JOIN sa_argument b ON b.call_id = a.receiver_origin AND a.receiver_type = 'alembic.op.batch_alter_table()' AND (b.position = 0 AND b.keyword IS NULL OR b.keyword = 'table_name');

-- the table an operation is about, quoted
CREATE TEMP TABLE alembic_table AS
SELECT o.call_id, o.turn, o.unit, o.place, o.schema || '"' || replace(coalesce(o.batch_table, t.value), '"', '""') || '"' AS name, coalesce(o.batch_table, t.value) AS plain
FROM alembic_op o
LEFT JOIN sa_argument t ON t.call_id = o.call_id AND t.turn = o.turn AND NOT o.is_batch
    AND (t.keyword IN ('table_name', 'source_table', 'old_table_name') OR t.keyword IS NULL AND t.position = CASE
        WHEN o.name IN ('create_index', 'drop_index', 'create_unique_constraint', 'create_check_constraint', 'create_primary_key', 'create_foreign_key', 'drop_constraint') THEN 1 ELSE 0 END);
CREATE INDEX temp.alembic_table_call ON alembic_table(call_id, turn);

CREATE TEMP TABLE alembic_ddl(unit TEXT, place TEXT, part INTEGER, turn INTEGER, text TEXT, file_id INTEGER, line INTEGER);

-- enum types: made before the table or by ENUM(…).create(); op.add_column of an Enum does not make it
INSERT INTO alembic_ddl
SELECT o.unit, o.place, 0, o.turn, 'CREATE TYPE ' || s.sql || ' AS ENUM (' || coalesce(e.labels, '') || ')', o.file_id, o.line
FROM alembic_op o
JOIN sa_argument a ON a.call_id = o.call_id AND a.turn = o.turn AND a.type = 'sqlalchemy.Column()'
JOIN sa_column k ON k.call_id = a.origin AND (k.turn = o.turn OR k.turn = 0)
JOIN sa_enum e ON e.call_id = k.enum_call_id AND e.creates
JOIN sa_type s ON s.call_id = e.call_id
WHERE o.name = 'create_table'
GROUP BY o.call_id, o.turn, s.sql;
INSERT INTO alembic_ddl
SELECT o.unit, o.place, 0, 0,
    iif(o.name = 'drop', 'DROP TYPE IF EXISTS ' || s.sql,
        iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND (a.keyword = 'checkfirst' OR a.position = 1) AND a.value = 'true'),
            'DO $do$ BEGIN CREATE TYPE ' || s.sql || ' AS ENUM (' || coalesce(e.labels, '') || '); EXCEPTION WHEN duplicate_object THEN NULL; END $do$',
            'CREATE TYPE ' || s.sql || ' AS ENUM (' || coalesce(e.labels, '') || ')')), o.file_id, o.line
FROM alembic_op o JOIN sa_enum e ON e.call_id = o.receiver_origin JOIN sa_type s ON s.call_id = e.call_id
WHERE o.name IN ('create', 'drop') AND o.receiver_type GLOB 'sqlalchemy*';

-- columns of operations, with what their table makes of them
CREATE TEMP TABLE alembic_column AS
SELECT o.unit, o.place, o.call_id, o.turn, k.turn AS column_turn, a.position, k.call_id AS column_id, o.name AS operation, o.file_id, o.line, t.name AS table_name, t.plain,
    k.name AS name, '"' || replace(k.name, '"', '""') || '"' AS quoted, k.is_unique, k.is_indexed, k.refers, k.on_delete, k.is_primary, k.nullable, k.fill, k.counting, k.is_foreign,
    CASE WHEN k.type IS NOT NULL THEN k.type ELSE 'plumbline_unknown' END AS type
FROM alembic_op o
JOIN sa_argument a ON a.call_id = o.call_id AND a.turn = o.turn AND a.type = 'sqlalchemy.Column()'
JOIN sa_column k ON k.call_id = a.origin
LEFT JOIN sa_turns ot ON ot.call_id = o.call_id LEFT JOIN sa_turns kt ON kt.call_id = k.call_id
JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
WHERE o.name IN ('create_table', 'add_column') AND k.name IS NOT NULL AND t.name IS NOT NULL
  AND (coalesce(ot.turns, 1) = 1 OR coalesce(kt.turns, 1) = 1 OR o.turn = k.turn);
CREATE INDEX temp.alembic_column_call ON alembic_column(call_id, turn);

CREATE TEMP TABLE alembic_key AS                -- primary keys of created tables: flagged columns, or PrimaryKeyConstraint
SELECT o.call_id, o.turn, c.column_id, c.name,
    count(*) OVER (PARTITION BY o.call_id, o.turn, o.unit, o.place) AS columns
FROM alembic_op o JOIN alembic_column c ON c.call_id = o.call_id AND c.turn = o.turn AND c.unit = o.unit AND c.place = o.place
WHERE o.name = 'create_table' AND (c.is_primary OR EXISTS (SELECT 1 FROM sa_argument a JOIN sa_constraint s ON s.call_id = a.origin AND s.kind = 'PrimaryKeyConstraint'
    WHERE a.call_id = o.call_id AND instr(s.names, c.quoted)));
CREATE INDEX temp.alembic_key_call ON alembic_key(call_id, turn, column_id);

CREATE TEMP TABLE alembic_definition AS
SELECT c.*, c.quoted || ' ' || CASE WHEN k.columns = 1 AND c.fill IS NULL AND NOT c.is_foreign AND coalesce(c.counting, '') <> 'false'
        AND c.type IN ('integer', 'bigint', 'smallint') THEN CASE c.type WHEN 'integer' THEN 'serial' WHEN 'bigint' THEN 'bigserial' ELSE 'smallserial' END ELSE c.type END
    || coalesce(' ' || c.fill, '') || iif(c.nullable = 'false' OR k.column_id IS NOT NULL, ' NOT NULL', '')
    || iif(c.is_unique AND NOT c.is_indexed, ' UNIQUE', '')
    || coalesce(' REFERENCES "' || replace(rtrim(rtrim(c.refers, replace(c.refers, '.', '')), '.'), '.', '"."') || '" ("' || replace(c.refers, rtrim(c.refers, replace(c.refers, '.', '')), '') || '")'
        || coalesce(' ON DELETE ' || upper(c.on_delete), ''), '') AS sql
FROM alembic_column c LEFT JOIN alembic_key k ON k.call_id = c.call_id AND k.turn = c.turn AND k.column_id = c.column_id;

-- create_table(…, *columns) of a list that is not known
INSERT INTO alembic_ddl
SELECT o.unit, o.place, 1, o.turn, 'CREATE TABLE ' || t.name || ' AS EXECUTE plumbline_unknown', o.file_id, o.line
FROM alembic_op o JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
WHERE o.name = 'create_table' AND t.name IS NOT NULL
  AND EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND a.is_spread AND a.keyword IS NULL AND coalesce(a.entity, '') <> 'object');
INSERT INTO alembic_ddl
SELECT o.unit, o.place, 1, o.turn, 'CREATE TABLE ' || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'if_not_exists' AND a.value = 'true'), 'IF NOT EXISTS ', '')
    || t.name || ' (' || coalesce((SELECT group_concat(e.sql, ', ') FROM (
        SELECT d.sql, d.position FROM alembic_definition d WHERE d.call_id = o.call_id AND d.turn = o.turn AND d.unit = o.unit AND d.place = o.place
        UNION ALL
        SELECT s.sql, a.position FROM sa_argument a JOIN sa_constraint s ON s.call_id = a.origin WHERE a.call_id = o.call_id AND a.turn = o.turn AND s.sql IS NOT NULL
        UNION ALL
        SELECT 'LIKE plumbline_unknown', a.position FROM sa_argument a      -- *columns that were not followed
        WHERE a.call_id = o.call_id AND a.turn = o.turn AND a.is_spread AND a.keyword IS NULL AND coalesce(a.entity, '') <> 'object'
        UNION ALL
        SELECT 'PRIMARY KEY (' || group_concat('"' || d.name || '"', ', ') || ')', 100000 FROM alembic_column d
        WHERE d.call_id = o.call_id AND d.turn = o.turn AND d.unit = o.unit AND d.place = o.place AND d.is_primary HAVING count(*) > 0
            AND NOT EXISTS (SELECT 1 FROM sa_argument a JOIN sa_constraint s ON s.call_id = a.origin AND s.kind = 'PrimaryKeyConstraint' WHERE a.call_id = o.call_id)
        ORDER BY 2) e), '') || ')', o.file_id, o.line
FROM alembic_op o JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
WHERE o.name = 'create_table' AND t.name IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM alembic_ddl d WHERE d.unit = o.unit AND d.place = o.place AND d.turn = o.turn AND d.text GLOB '*EXECUTE plumbline_unknown');

INSERT INTO alembic_ddl
SELECT d.unit, d.place, 1, max(d.turn, d.column_turn), 'ALTER TABLE ' || d.table_name || ' ADD COLUMN '
    || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = d.call_id AND a.keyword = 'if_not_exists' AND a.value = 'true'), 'IF NOT EXISTS ', '') || d.sql, d.file_id, d.line
FROM alembic_definition d WHERE d.operation = 'add_column';

INSERT INTO alembic_ddl                         -- Column(index=True)
SELECT d.unit, d.place, 2, max(d.turn, d.column_turn), 'CREATE ' || iif(d.is_unique, 'UNIQUE ', '') || 'INDEX "ix_' || d.plain || '_' || d.name || '" ON ' || d.table_name || ' (' || d.quoted || ')',
    d.file_id, d.line
FROM alembic_definition d WHERE d.is_indexed;

-- the other operations
CREATE TEMP TABLE alembic_argument AS           -- arguments by name, wherever they stand
SELECT o.call_id, o.turn, o.unit, o.place, a.position + o.shift AS position, a.keyword, a.kind, a.value, '"' || replace(a.value, '"', '""') || '"' AS quoted, a.type, a.origin, a.value_call_id, a.entity, a.entity_id,
    l.names
FROM alembic_op o JOIN sa_argument a ON a.call_id = o.call_id AND a.turn = o.turn LEFT JOIN sa_list l ON a.entity = 'object' AND l.object_id = a.entity_id AND l.complete;
CREATE INDEX temp.alembic_argument_call ON alembic_argument(call_id, turn);

INSERT INTO alembic_ddl
SELECT o.unit, o.place, 1, o.turn, CASE o.name
    WHEN 'drop_column' THEN 'ALTER TABLE ' || t.name || ' DROP COLUMN ' || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 1 AND a.keyword IS NULL
        OR a.keyword = 'column_name') LIMIT 1)
    WHEN 'drop_table' THEN 'DROP TABLE ' || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'if_exists' AND a.value = 'true'), 'IF EXISTS ', '') || t.name
    WHEN 'rename_table' THEN 'ALTER TABLE ' || t.name || ' RENAME TO ' || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn
        AND (a.position = 1 AND a.keyword IS NULL OR a.keyword = 'new_table_name') LIMIT 1)
    WHEN 'create_index' THEN 'CREATE ' || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'unique' AND a.value = 'true'), 'UNIQUE ', '') || 'INDEX '
        || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'if_not_exists' AND a.value = 'true'), 'IF NOT EXISTS ', '')
        || coalesce((SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = o.shift AND a.keyword IS NULL OR a.keyword = 'index_name') LIMIT 1), '')
        || ' ON ' || t.name || coalesce(' USING ' || (SELECT a.value FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'postgresql_using'), '')
        || ' (' || (SELECT a.names FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 2 AND a.keyword IS NULL OR a.keyword = 'columns') LIMIT 1) || ')'
        || coalesce(' WHERE ' || (SELECT coalesce(a.value, x.value) FROM sa_argument a LEFT JOIN sa_argument x ON x.call_id = a.value_call_id AND x.position = 0
            WHERE a.call_id = o.call_id AND a.keyword = 'postgresql_where'), iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'postgresql_where'), ' WHERE true', ''))
    WHEN 'drop_index' THEN 'DROP INDEX ' || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'if_exists' AND a.value = 'true'), 'IF EXISTS ', '') || o.schema
        || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = o.shift AND a.keyword IS NULL OR a.keyword = 'index_name') LIMIT 1)
    WHEN 'drop_constraint' THEN 'ALTER TABLE ' || t.name || ' DROP CONSTRAINT ' || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'if_exists' AND a.value = 'true'), 'IF EXISTS ', '')
        || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = o.shift AND a.keyword IS NULL OR a.keyword = 'constraint_name') LIMIT 1)
    END, o.file_id, o.line
FROM alembic_op o LEFT JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
WHERE o.name IN ('drop_column', 'drop_table', 'rename_table', 'create_index', 'drop_index', 'drop_constraint');

INSERT INTO alembic_ddl                         -- create_unique_constraint("u", "t", ["a"]) and its kin
SELECT o.unit, o.place, 1, o.turn, 'ALTER TABLE ' || t.name || ' ADD '
    || coalesce('CONSTRAINT ' || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND a.value <> 'null'
        AND (a.position = o.shift AND a.keyword IS NULL OR a.keyword = 'constraint_name') LIMIT 1) || ' ', '')
    || CASE o.name
        WHEN 'create_unique_constraint' THEN 'UNIQUE (' || (SELECT a.names FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 2 AND a.keyword IS NULL OR a.keyword = 'columns') LIMIT 1) || ')'
        WHEN 'create_primary_key' THEN 'PRIMARY KEY (' || (SELECT a.names FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 2 AND a.keyword IS NULL OR a.keyword = 'columns') LIMIT 1) || ')'
        WHEN 'create_check_constraint' THEN 'CHECK (' || (SELECT coalesce(a.value, x.value) FROM alembic_argument a LEFT JOIN sa_argument x ON x.call_id = a.value_call_id AND x.position = 0
            WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 2 AND a.keyword IS NULL OR a.keyword = 'condition') LIMIT 1) || ')'
        ELSE 'FOREIGN KEY (' || (SELECT a.names FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 3 AND a.keyword IS NULL OR a.keyword = 'local_cols') LIMIT 1)
            || ') REFERENCES ' || coalesce('"' || (SELECT a.value FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'referent_schema' AND a.value <> 'null') || '".', '')
            || (SELECT a.quoted FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 2 AND a.keyword IS NULL OR a.keyword = 'referent_table') LIMIT 1)
            || ' (' || (SELECT a.names FROM alembic_argument a WHERE a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 4 AND a.keyword IS NULL OR a.keyword = 'remote_cols') LIMIT 1) || ')'
            || coalesce(' ON DELETE ' || (SELECT upper(a.value) FROM sa_argument a WHERE a.call_id = o.call_id AND a.keyword = 'ondelete' AND a.value <> 'null'), '') END, o.file_id, o.line
FROM alembic_op o JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
WHERE o.name IN ('create_unique_constraint', 'create_primary_key', 'create_check_constraint', 'create_foreign_key');

-- alter_column: each thing it is told to change
CREATE TEMP TABLE alembic_alter AS
SELECT o.unit, o.place, o.turn, o.call_id, o.file_id, o.line, t.name AS table_name, a.quoted AS column_name
FROM alembic_op o JOIN alembic_table t ON t.call_id = o.call_id AND t.turn = o.turn AND t.unit = o.unit AND t.place = o.place
JOIN alembic_argument a ON a.call_id = o.call_id AND a.turn = o.turn AND a.unit = o.unit AND a.place = o.place AND (a.position = 1 AND a.keyword IS NULL OR a.keyword = 'column_name')
WHERE o.name = 'alter_column' AND t.name IS NOT NULL AND a.quoted IS NOT NULL;
INSERT INTO alembic_ddl
SELECT c.unit, c.place, 1, c.turn, 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN ' || c.column_name || ' DROP DEFAULT', c.file_id, c.line
FROM alembic_alter c JOIN sa_argument a ON a.call_id = c.call_id AND a.turn = c.turn AND a.keyword = 'server_default' WHERE a.kind = 'constant' AND a.value IN ('null', 'false');
INSERT INTO alembic_ddl
SELECT c.unit, c.place, 2, c.turn, 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN ' || c.column_name || ' TYPE ' || coalesce(s.sql, b.sql, 'plumbline_unknown')
    || coalesce(' USING ' || (SELECT coalesce(u.value, x.value) FROM sa_argument u LEFT JOIN sa_argument x ON x.call_id = u.value_call_id AND x.position = 0
        WHERE u.call_id = c.call_id AND u.keyword = 'postgresql_using'), ''), c.file_id, c.line
FROM alembic_alter c JOIN sa_argument a ON a.call_id = c.call_id AND a.turn = c.turn AND a.keyword = 'type_' LEFT JOIN sa_type s ON s.call_id = a.origin LEFT JOIN sa_bare b ON b.type = a.type;
INSERT INTO alembic_ddl
SELECT c.unit, c.place, 3, c.turn, 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN ' || c.column_name || iif(a.value = 'false', ' SET NOT NULL', ' DROP NOT NULL'), c.file_id, c.line
FROM alembic_alter c JOIN sa_argument a ON a.call_id = c.call_id AND a.turn = c.turn AND a.keyword = 'nullable' WHERE a.value IN ('true', 'false');
INSERT INTO alembic_ddl
SELECT c.unit, c.place, 4, c.turn, 'ALTER TABLE ' || c.table_name || ' ALTER COLUMN ' || c.column_name || ' SET DEFAULT '
    || CASE WHEN t.name = 'text' THEN coalesce(x.value, '''''') WHEN a.kind = 'string' OR a.entity = 'constant' THEN '''' || replace(a.value, '''', '''''') || ''''
        WHEN t.name = 'now' THEN 'now()' ELSE '''''' END, c.file_id, c.line
FROM alembic_alter c JOIN sa_argument a ON a.call_id = c.call_id AND a.turn = c.turn AND a.keyword = 'server_default'
LEFT JOIN sa_call t ON t.call_id = a.value_call_id LEFT JOIN sa_argument x ON x.call_id = a.value_call_id AND x.position = 0
WHERE NOT (a.kind = 'constant' AND a.value IN ('null', 'false'));
INSERT INTO alembic_ddl
SELECT c.unit, c.place, 5, c.turn, 'ALTER TABLE ' || c.table_name || ' RENAME COLUMN ' || c.column_name || ' TO "' || replace(a.value, '"', '""') || '"', c.file_id, c.line
FROM alembic_alter c JOIN sa_argument a ON a.call_id = c.call_id AND a.turn = c.turn AND a.keyword IN ('new_column_name', 'name') WHERE a.value IS NOT NULL AND a.value <> 'null';

-- execute("ALTER …"): statements that only touch rows change no schema
INSERT INTO alembic_ddl
SELECT o.unit, o.place, 1, max(o.turn, coalesce(x.turn, 0)), coalesce(a.value, x.value), o.file_id, o.line
FROM alembic_op o JOIN sa_argument a ON a.call_id = o.call_id AND a.turn = o.turn AND (a.position = 0 AND a.keyword IS NULL OR a.keyword IN ('sqltext', 'statement'))
LEFT JOIN sa_call t ON t.call_id = a.value_call_id AND t.name IN ('text', 'DDL')
LEFT JOIN sa_argument x ON x.call_id = t.call_id AND x.position = 0
WHERE o.name IN ('execute', 'exec_driver_sql') AND regexp('(?im)(^|;)\s*(create|alter|drop|comment|do|rename|refresh|truncate)\b', coalesce(a.value, x.value, ''));

-- what cannot be said: the schema has to be taken as open
CREATE TEMP TABLE alembic_unknown AS
SELECT o.unit, o.place, o.turn, o.file_id, o.line, o.name
FROM alembic_op o
WHERE o.name IN ('create_table', 'add_column', 'drop_column', 'drop_table', 'rename_table')
  AND NOT EXISTS (SELECT 1 FROM alembic_ddl d WHERE d.unit = o.unit AND d.place = o.place AND d.part = 1 AND d.text IS NOT NULL)
UNION ALL
SELECT o.unit, o.place, o.turn, o.file_id, o.line, o.name
FROM alembic_op o JOIN sa_argument a ON a.call_id = o.call_id AND a.turn = o.turn
LEFT JOIN sa_call t ON t.call_id = a.value_call_id AND t.name IN ('text', 'DDL')
LEFT JOIN sa_argument x ON x.call_id = t.call_id AND x.position = 0
WHERE o.name = 'create_table' AND a.is_spread OR o.name IN ('execute', 'exec_driver_sql') AND a.position = 0 AND coalesce(a.value, x.value) IS NULL AND (t.call_id IS NOT NULL OR coalesce(a.type, '') NOT GLOB 'sqlalchemy*');
INSERT INTO alembic_ddl
SELECT unit, place, 9, turn, 'DO $do$ BEGIN EXECUTE current_setting(''' || name || ' of a value that is not known''); END $do$', file_id, line FROM alembic_unknown;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'alembic', unit, row_number() OVER (PARTITION BY unit ORDER BY place, turn, part), text || ';', file_id, line FROM alembic_ddl WHERE text IS NOT NULL;
