-- title: GORM
-- package: go gorm.io/gorm github.com/jinzhu/gorm
--
-- A chain of calls describes a statement, and its last call sends it: db.Where("email = ?", x).First(&user). A struct is a table: its name in
-- snake_case and plural, its fields columns in snake_case, tags say otherwise. Reads are SELECT * unless something is joined or selected; inserts name every
-- column but those the database fills. Strings are pieces of SQL: a ? takes the next value, in quotes too, and IN ? is written with parentheses.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('gorm.io/gorm',              'gorm', 0),
    ('github.com/jinzhu/gorm',    'gorm', 0),
    ('gorm.io/gorm/clause',       'gorm.clause', 0),
    ('gorm.Open()',               'gorm.DB()', 0),
    ('gorm.DB().Transaction(fn)#0', 'gorm.DB()', 0),
    ('gorm.DB().Connection(fn)#0',  'gorm.DB()', 0),
    ('gorm.DB().DB()',            'database/sql.DB()', 0),
    ('gorm.DB().Row()',           'database/sql.Row()', 0),
    ('gorm.DB().Rows()',          'database/sql.Rows()', 0);
CREATE TEMP TABLE gorm_word(method TEXT, meaning TEXT, detail TEXT);
INSERT INTO gorm_word VALUES
    ('Model', 'model', NULL), ('Table', 'from', NULL), ('Select', 'select', NULL), ('Omit', 'omit', NULL), ('Distinct', 'distinct', NULL), ('Where', 'where', NULL), ('Or', 'or', NULL), ('Not', 'not', NULL),
    ('Joins', 'join_relation', 'LEFT JOIN'), ('InnerJoins', 'join_relation', 'JOIN'), ('Group', 'group', NULL), ('Having', 'having', NULL), ('Order', 'order', NULL), ('Limit', 'limit', NULL), ('Offset', 'offset', NULL),
    ('Scopes', 'scopes', NULL), ('Unscoped', 'unscoped', NULL), ('Preload', 'ignored', NULL), ('Clauses', 'unread', NULL), ('Session', 'ignored', NULL), ('WithContext', 'ignored', NULL), ('Debug', 'ignored', NULL),
    ('Begin', 'ignored', NULL), ('Set', 'ignored', NULL), ('InstanceSet', 'ignored', NULL), ('Assign', 'ignored', NULL), ('Attrs', 'ignored', NULL), ('Returning', 'ignored', NULL), ('New', 'ignored', NULL),
    ('LogMode', 'ignored', NULL), ('Association', 'opaque', NULL), ('MapColumns', 'unread', NULL), ('Raw', 'opaque', NULL);
CREATE TEMP TABLE gorm_sender(method TEXT, meaning TEXT, detail TEXT, shape TEXT);   -- detail: the argument whose rows they are, or how
INSERT INTO gorm_sender VALUES
    ('First', 'first', '0', 'First'), ('Last', 'first', '0', 'First'), ('Take', 'take', '0', 'First'), ('Find', 'read', '0', 'Done'), ('FindInBatches', 'read', '0', 'Done'), ('Scan', 'scan', '0', 'Done'),
    ('Row', 'take', NULL, NULL), ('Rows', 'read', NULL, NULL), ('Pluck', 'pluck', NULL, 'Done'), ('Count', 'count_rows', NULL, 'Done'), ('FirstOrInit', 'first', '0', 'Done'), ('FirstOrCreate', 'first', '0', 'Done'),
    ('Create', 'insert', '0', 'Done'), ('CreateInBatches', 'insert', '0', 'Done'), ('Save', 'save', '0', 'Done'), ('Update', 'update_pair', 'pair', 'Done'), ('Updates', 'update', '0', 'Done'),
    ('UpdateColumn', 'update_pair', 'bare', 'Done'), ('UpdateColumns', 'update', 'bare', 'Done'), ('Delete', 'delete', '0', 'Done');
INSERT INTO type_alias(path, type, same)
SELECT r.column1 || '.' || w.method || '()', 'gorm.DB()', 0 FROM gorm_word w CROSS JOIN (VALUES ('gorm.DB()'), ('gorm.First()'), ('gorm.Done()')) r WHERE w.method NOT IN ('Association')
UNION ALL SELECT r.column1 || '.' || s.method || '()', 'gorm.' || s.shape || '()', 0 FROM gorm_sender s CROSS JOIN (VALUES ('gorm.DB()'), ('gorm.First()'), ('gorm.Done()')) r WHERE s.shape IS NOT NULL
UNION ALL SELECT 'gorm.DB().Exec()', 'gorm.Done()', 0;
INSERT INTO value_shape(path, shape) VALUES
    ('gorm.ErrRecordNotFound',        'no_row'),
    ('gorm.First().Error',            'row_error'),
    ('gorm.Done().Error',             'rows_error'),
    ('gorm.Done().RowsAffected',      'count'),
    ('gorm.First().RowsAffected',     'count');

-- facts
-- The schema: one strategy of naming for the program
CREATE TEMP TABLE gorm_naming AS
SELECT coalesce(max(iif(s.key = 'TablePrefix', s.value, NULL)), '') AS prefix, coalesce(max(s.key = 'SingularTable' AND s.value = 'true'), 0) AS singular,
    coalesce(max(s.key IN ('NameReplacer', 'NoLowerCase') OR s.key IN ('TablePrefix', 'SingularTable') AND s.value IS NULL), 0)
        OR EXISTS (SELECT 1 FROM argument a JOIN property p ON p.object_id = a.entity_id AND p.key = 'NamingStrategy' WHERE a.type = 'gorm.Config()' AND coalesce(p.type, '') <> 'gorm.io/gorm/schema.NamingStrategy()')
        OR EXISTS (SELECT 1 FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 1 WHERE c.callee = 'gorm.Open' AND (a.is_spread OR a.type IS NULL OR a.type = 'gorm.Config()' AND coalesce(a.entity, '') <> 'object')
            AND EXISTS (SELECT 1 FROM import WHERE package = 'gorm.io/gorm'))
        OR EXISTS (SELECT 1 FROM call WHERE receiver_type = 'gorm.DB()' AND name = 'SingularTable') OR EXISTS (SELECT 1 FROM binding WHERE name IN ('NamingStrategy', 'DefaultTableNameHandler') AND how = 'member') AS own
FROM argument a JOIN property p ON p.object_id = a.entity_id AND p.key = 'NamingStrategy' JOIN property s ON s.object_id = p.entity_id
WHERE a.type = 'gorm.Config()' AND a.entity = 'object';
CREATE TEMP TABLE gorm_chain AS         -- of each call the calls it is chained to, and where the chain begins: nothing is known of a table that is named elsewhere
WITH RECURSIVE up(call_id, at, named, depth) AS (
    SELECT c.id, c.id, c.name IN ('Table'), 0 FROM call c WHERE c.receiver_type IN ('gorm.DB()', 'gorm.First()', 'gorm.Done()')
    UNION ALL SELECT u.call_id, c.receiver_call_id, u.named OR o.name IN ('Table', 'Model') AND o.receiver_type LIKE 'gorm.%', u.depth + 1
    FROM up u JOIN call c ON c.id = u.at AND c.receiver_call_id IS NOT NULL JOIN call o ON o.id = c.receiver_call_id WHERE u.depth < 40
)
SELECT u.call_id, max(u.named) AS named, max(coalesce(c.receiver_type, '') NOT LIKE 'gorm.%' OR c.receiver LIKE '%.%' OR lower(c.receiver) IN ('db', 'tx', 'conn', 'database', 'gormdb')) AS plain
FROM up u JOIN call c ON c.id = u.at AND c.receiver_call_id IS NULL GROUP BY u.call_id;
CREATE INDEX temp.gorm_chain_call ON gorm_chain(call_id);
CREATE TEMP TABLE gorm_use AS           -- structs that calls take for tables
SELECT DISTINCT n.class_id FROM call c JOIN argument a ON a.call_id = c.id
JOIN go_named n ON n.type || '()' = replace(a.type, '[]', '')
LEFT JOIN gorm_chain h ON h.call_id = c.id
WHERE c.receiver_type IN ('gorm.DB()', 'gorm.First()', 'gorm.Done()')
  AND (c.name = 'AutoMigrate' OR a.position = 0 AND c.name IN ('Model', 'CreateTable') AND NOT coalesce(h.named, 0)
    OR a.position = 0 AND c.name IN ('Create', 'Save', 'Delete', 'FirstOrCreate', 'CreateInBatches', 'First', 'Last', 'Take', 'Find') AND h.plain AND NOT h.named)
UNION SELECT class_id FROM class_base WHERE type IN ('gorm.Model', 'gorm.io/gorm.Model')
UNION SELECT f.class_id FROM function f JOIN return r ON r.function_id = f.id AND r.value IS NOT NULL JOIN go_member m ON m.class_id = f.class_id WHERE f.name = 'TableName' AND f.class_id IS NOT NULL;
-- and those they refer to
INSERT INTO gorm_use
WITH RECURSIVE other(class_id) AS (
    SELECT class_id FROM gorm_use UNION
    SELECT f.struct_id FROM other o JOIN go_field f ON f.class_id = o.class_id AND f.struct_id IS NOT NULL AND NOT regexp('(^|;)\s*-\s*(:all)?(;|$)|(?i)serializer:|embedded', f.gorm)
)
SELECT o.class_id FROM other o WHERE o.class_id NOT IN (SELECT class_id FROM gorm_use) AND EXISTS (SELECT 1 FROM go_member m WHERE m.class_id = o.class_id AND m.name GLOB '[A-Z]*');
CREATE TEMP TABLE gorm_model AS
SELECT k.id AS class_id, k.name, k.file_id, k.line, iif(instr(t.name, '.'), substr(t.name, 1, instr(t.name, '.') - 1), 'public') AS schema, substr(t.name, instr(t.name, '.') + 1) AS table_name
FROM (
    SELECT k.id, coalesce(
        (SELECT r.value FROM function f JOIN return r ON r.function_id = f.id WHERE f.class_id = k.id AND f.name = 'TableName'),
        iif(EXISTS (SELECT 1 FROM function f WHERE f.class_id = k.id AND f.name = 'TableName') OR (SELECT own FROM gorm_naming), NULL,
            (SELECT prefix FROM gorm_naming) || iif((SELECT singular FROM gorm_naming), w.word, (SELECT regexp_replace(p.pattern, w.word, p.replacement) FROM go_plural p WHERE regexp(p.pattern, w.word) ORDER BY p.ordinal LIMIT 1)))) AS name
    FROM class k JOIN (SELECT id, snake_case(name, 'API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS RPC SLA SMTP SSH TLS TTL UID UI UUID URI URL UTF8 VM XML XSRF XSS') AS word FROM class) w ON w.id = k.id
    WHERE k.id IN (SELECT class_id FROM gorm_use) AND k.name <> ''
) t JOIN class k ON k.id = t.id JOIN file f ON f.id = k.file_id AND f.role = 'source'
WHERE t.name IS NOT NULL;
CREATE TEMP TABLE gorm_column AS
SELECT m.class_id, m.schema, m.table_name, f.name AS attribute, f.way, f.prefix,
    f.prefix || coalesce(regexp_capture('(?i)(?:^|;)\s*column:([^;]*)', f.gorm, 1), snake_case(f.name, 'API ASCII CPU CSS DNS EOF GUID HTML HTTP HTTPS ID IP JSON LHS QPS RAM RHS RPC SLA SMTP SSH TLS TTL UID UI UUID URI URL UTF8 VM XML XSRF XSS')) AS column_name,
    regexp_capture('(?i)(?:^|;)\s*type:([^;]*)', f.gorm, 1) AS asked, f.kind,
    CAST(regexp_capture('(?i)(?:^|;)\s*size:(\d+)', f.gorm, 1) AS INTEGER) AS asked_size, f.size, regexp_capture('(?i)(?:^|;)\s*precision:(\d+)', f.gorm, 1) AS precision, regexp_capture('(?i)(?:^|;)\s*scale:(\d+)', f.gorm, 1) AS scale,
    regexp('(?i)(^|;)\s*not ?null\s*(;|$)', f.gorm) AS asked_not_null, regexp('(?i)(^|;)\s*primary_?key\s*(:true)?(;|$)', f.gorm) AS asked_key, regexp('(?i)(^|;)\s*autoincrement\s*(:true)?(;|$)', f.gorm) AS increments,
    regexp('(?i)(^|;)\s*autoincrement:false', f.gorm) AS increments_not, regexp('(?i)(^|;)\s*unique\s*(;|$)', f.gorm) AS is_unique, regexp_capture('(?i)(?:^|;)\s*(uniqueIndex(?::[^;]*)?)', f.gorm, 1) AS unique_index,
    regexp_capture('(?i)(?:^|;)\s*default:([^;]*)', f.gorm, 1) AS default_text, regexp('(?i)(^|;)\s*(serializer:|json\s*(;|$))', f.gorm) AS serialized, f.may_be_null, f.type, f.is_column, f.file_id, f.line
FROM gorm_model m JOIN go_field f ON f.class_id = m.class_id
WHERE NOT regexp('(^|;)\s*-\s*(:all)?(;|$)', f.gorm) AND (f.is_column AND NOT (f.list AND f.kind IS NULL AND NOT regexp('(?i)type:|serializer:', f.gorm)) OR regexp('(?i)(^|;)\s*(serializer:|type:)', f.gorm));
-- gorm.Model holds four fields
INSERT INTO gorm_column
SELECT m.class_id, m.schema, m.table_name, v.column1, '0', '', v.column2, NULL, v.column3, NULL, v.column4, NULL, NULL, 0, v.column2 = 'id', v.column2 = 'id', 0, 0, NULL, NULL, 0, v.column2 = 'deleted_at', v.column5, 1, m.file_id, m.line
FROM gorm_model m CROSS JOIN (VALUES ('ID', 'id', 'uint', 64, 'global.uint'), ('CreatedAt', 'created_at', 'time', NULL, 'time.Time'), ('UpdatedAt', 'updated_at', 'time', NULL, 'time.Time'), ('DeletedAt', 'deleted_at', 'time', NULL, 'gorm.DeletedAt')) v
WHERE EXISTS (SELECT 1 FROM go_member b JOIN class_base x ON x.class_id = b.class_id AND x.type IN ('gorm.Model', 'gorm.io/gorm.Model')
    WHERE b.class_id = m.class_id OR b.class_id IN (SELECT n.class_id FROM go_member e JOIN go_named n ON n.type = e.type WHERE e.class_id = m.class_id AND (e.anonymous OR e.embedded)));
DELETE FROM gorm_column WHERE type IN ('gorm.Model', 'gorm.io/gorm.Model');
CREATE INDEX temp.gorm_column_class ON gorm_column(class_id, attribute);
CREATE TEMP TABLE gorm_key AS           -- the primary key: fields that say so, or the one called ID
SELECT class_id, attribute, column_name, count(*) OVER (PARTITION BY class_id) AS columns
FROM gorm_column c WHERE asked_key OR (attribute = 'ID' OR column_name = 'id') AND NOT EXISTS (SELECT 1 FROM gorm_column o WHERE o.class_id = c.class_id AND o.asked_key);
CREATE INDEX temp.gorm_key_class ON gorm_key(class_id, column_name);
CREATE TEMP TABLE gorm_typed AS
SELECT c.*, EXISTS (SELECT 1 FROM gorm_key k WHERE k.class_id = c.class_id AND k.column_name = c.column_name) AS is_key,
    (c.increments OR EXISTS (SELECT 1 FROM gorm_key k WHERE k.class_id = c.class_id AND k.column_name = c.column_name AND k.columns = 1) AND c.kind IN ('int', 'uint') AND c.default_text IS NULL AND NOT c.increments_not
        AND coalesce(c.asked, '') NOT LIKE '%char%') AS counts,
    CASE WHEN c.asked IS NOT NULL THEN c.asked
        WHEN c.serialized THEN iif(c.asked_size IS NULL, 'text', 'varchar(' || c.asked_size || ')')
        WHEN c.kind = 'bool' THEN 'boolean'
        WHEN c.kind IN ('int', 'uint') THEN CASE WHEN coalesce(c.asked_size, c.size) + (c.kind = 'uint') <= 16 THEN 'smallint' WHEN coalesce(c.asked_size, c.size) + (c.kind = 'uint') <= 32 THEN 'integer' ELSE 'bigint' END
        WHEN c.kind = 'float' THEN iif(coalesce(c.precision, '0') <> '0', 'numeric(' || c.precision || coalesce(', ' || nullif(c.scale, '0'), '') || ')', 'decimal')
        WHEN c.kind = 'string' THEN iif(coalesce(c.asked_size, 0) BETWEEN 1 AND 10485760, 'varchar(' || c.asked_size || ')', 'text')
        WHEN c.kind = 'time' THEN 'timestamptz' || coalesce('(' || nullif(c.precision, '0') || ')', '') WHEN c.kind IN ('bytes', 'json') THEN 'bytea' WHEN c.kind IN ('jsonb', 'date') THEN c.kind END AS sql
FROM gorm_column c;
INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line)
SELECT class_id, 'class:' || class_id, 'gorm', schema, table_name, file_id, line FROM gorm_model m WHERE EXISTS (SELECT 1 FROM gorm_column c WHERE c.class_id = m.class_id);
INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, is_loose, file_id, line)
SELECT class_id, schema, table_name, attribute, column_name, iif(counts AND sql = 'bigint', 'bigserial', sql), asked_not_null OR is_key, counts OR default_text IS NOT NULL, attribute IN ('CreatedAt', 'UpdatedAt') OR NOT may_be_null, is_key,
    asked IS NULL, file_id, line   -- what is no pointer is sent as its zero value
FROM gorm_typed ORDER BY class_id, way, column_name;
INSERT INTO model_attribute(class_id, attribute, column_name) SELECT class_id, column_name, column_name FROM gorm_column WHERE attribute <> column_name;

-- Relations: a field that is a struct of the program, or a list of them
CREATE TEMP TABLE gorm_relation AS
SELECT m.class_id, f.name AS attribute, f.list, t.class_id AS target_id, regexp_capture('(?i)(?:^|;)\s*many2many:([^;]*)', f.gorm, 1) AS link, regexp_capture('(?i)(?:^|;)\s*foreignKey:([^;]*)', f.gorm, 1) AS asked,
    regexp_capture('(?i)(?:^|;)\s*references:([^;]*)', f.gorm, 1) AS refers, regexp('(?i)(^|;)\s*polymorphic', f.gorm) AS polymorphic, m.name, m.table_name, t.name AS target_name, f.gorm, f.file_id, f.line
FROM gorm_model m JOIN go_field f ON f.class_id = m.class_id AND NOT regexp('(^|;)\s*-\s*(:all)?(;|$)', f.gorm) AND f.struct_id IS NOT NULL JOIN gorm_model t ON t.class_id = f.struct_id
WHERE NOT regexp('(?i)serializer:|embedded', f.gorm);
CREATE TEMP TABLE gorm_join AS
SELECT r.*,
    -- it belongs to the other: a column here names it; otherwise the other's column names this
    (SELECT c.column_name FROM gorm_column c WHERE c.class_id = r.class_id AND NOT r.list AND c.attribute IN (r.asked, iif(r.asked IS NULL, r.attribute || 'ID', NULL), iif(r.asked IS NULL, r.attribute || 'Id', NULL)) LIMIT 1) AS near,
    (SELECT c.column_name FROM gorm_column c WHERE c.class_id = r.target_id AND c.attribute IN (r.asked, iif(r.asked IS NULL, r.name || 'ID', NULL), iif(r.asked IS NULL, r.name || 'Id', NULL)) LIMIT 1) AS far,
    coalesce((SELECT c.column_name FROM gorm_column c WHERE c.class_id = r.target_id AND c.attribute = r.refers), (SELECT k.column_name FROM gorm_key k WHERE k.class_id = r.target_id AND k.columns = 1)) AS target_key,
    coalesce((SELECT c.column_name FROM gorm_column c WHERE c.class_id = r.class_id AND c.attribute = r.refers), (SELECT k.column_name FROM gorm_key k WHERE k.class_id = r.class_id AND k.columns = 1)) AS own_key
FROM gorm_relation r;
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns, link_table, link_columns, link_target_columns)
SELECT 'class:' || class_id, attribute, 'class:' || target_id, list, iif(polymorphic OR link IS NOT NULL, NULL, iif(near IS NOT NULL, near, iif(far IS NOT NULL, own_key, NULL))),
    iif(polymorphic OR link IS NOT NULL, NULL, iif(near IS NOT NULL, target_key, far)), link, NULL, NULL
FROM gorm_join;

-- The models as a schema, as AutoMigrate would make it
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', m.schema || '.' || m.table_name, 1, 'CREATE TABLE "' || m.schema || '"."' || m.table_name || '" ('
    || (SELECT group_concat('"' || c.column_name || '" ' || iif(c.counts AND c.asked IS NULL, CASE c.sql WHEN 'smallint' THEN 'smallserial' WHEN 'integer' THEN 'serial' ELSE 'bigserial' END, coalesce(c.sql, 'plumbline_unknown'))
        || iif(c.asked_not_null, ' NOT NULL', '')
        || CASE WHEN c.default_text IS NULL OR c.counts THEN '' WHEN lower(c.default_text) = 'null' OR c.default_text = '(-)' THEN ''
            WHEN regexp('^(-?\d+(\.\d+)?|true|false|''[^'']*''(::[a-z ]+)?|[a-z_]+\(\)|current_timestamp|current_date)$', lower(c.default_text)) AND NOT (c.kind = 'string' AND regexp('^[\d.]+$|^(true|false)$', lower(c.default_text))) THEN ' DEFAULT ' || c.default_text
            WHEN c.kind = 'string' AND instr(c.default_text, '(') = 0 THEN ' DEFAULT ''' || replace(trim(c.default_text, '''"'), '''', '''''') || ''''
            ELSE ' DEFAULT current_setting(''plumbline.unread'')::' || coalesce(c.sql, 'text') END
        || iif(c.is_unique, ' UNIQUE', ''), ', ') FROM gorm_typed c WHERE c.class_id = m.class_id)
    || coalesce(', PRIMARY KEY (' || (SELECT group_concat('"' || k.column_name || '"', ', ') FROM gorm_key k WHERE k.class_id = m.class_id) || ')', '') || ');', m.file_id, m.line
FROM gorm_model m WHERE EXISTS (SELECT 1 FROM gorm_column c WHERE c.class_id = m.class_id);
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 2, 'CREATE UNIQUE INDEX "' || coalesce(u.name, 'idx_' || t.table_name || '_' || min(u.column_name)) || '" ON "' || t.schema || '"."' || t.table_name || '" (' || group_concat('"' || u.column_name || '"', ', ') || ')'
    || coalesce(' WHERE ' || max(u.filter), '') || ';', min(u.file_id), min(u.line)
FROM (SELECT c.class_id, c.column_name, nullif(regexp_capture('(?i)^uniqueIndex:([^,;]*)', c.unique_index, 1), '') AS name, regexp_capture('(?i)where:([^,;]*)', c.unique_index, 1) AS filter, c.file_id, c.line FROM gorm_column c WHERE c.unique_index IS NOT NULL) u
JOIN gorm_model t ON t.class_id = u.class_id GROUP BY t.class_id, coalesce(u.name, u.column_name);
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT DISTINCT 'models', w.schema || '.' || w.table_name, 3, 'ALTER TABLE "' || w.schema || '"."' || w.table_name || '" ADD CONSTRAINT "fk_' || j.table_name || '_' || snake_case(j.attribute) || '" FOREIGN KEY ("' || coalesce(j.near, j.far) || '") REFERENCES "'
    || o.schema || '"."' || o.table_name || '" ("' || iif(j.near IS NULL, j.own_key, j.target_key) || '")' || coalesce(' ON DELETE ' || nullif(regexp_capture('(?i)OnDelete:([A-Za-z ]+)', j.gorm, 1), ''), '') || ';', j.file_id, j.line
FROM gorm_join j JOIN gorm_model w ON w.class_id = iif(j.near IS NULL, j.target_id, j.class_id) JOIN gorm_model o ON o.class_id = iif(j.near IS NULL, j.class_id, j.target_id)
WHERE NOT j.polymorphic AND j.link IS NULL AND coalesce(j.near, j.far) IS NOT NULL AND iif(j.near IS NULL, j.own_key, j.target_key) IS NOT NULL AND j.gorm NOT LIKE '%constraint:-%';
-- AutoMigrate also adds columns that tables lack: these texts belong to no table, and run after those that make them
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'columns', 2, 'ALTER TABLE "' || c.schema || '"."' || c.table_name || '" ADD COLUMN IF NOT EXISTS "' || c.column_name || '" ' || coalesce(c.sql, 'plumbline_unknown') || ';', c.file_id, c.line
FROM gorm_typed c WHERE EXISTS (SELECT 1 FROM call WHERE receiver_type IN ('gorm.DB()', 'gorm.Done()') AND name = 'AutoMigrate');
INSERT INTO model_creation(call_id, file_id, line)
SELECT id, file_id, line FROM call WHERE receiver_type IN ('gorm.DB()', 'gorm.Done()') AND name = 'AutoMigrate';

-- Statements
INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'gorm', 'method', method, meaning, detail FROM gorm_word
UNION ALL SELECT 'gorm', 'sender', method, meaning, detail FROM gorm_sender
UNION ALL SELECT 'gorm', 'sender', 'Preload', 'preload', NULL
UNION ALL SELECT 'gorm', 'form', column1, 'yes', NULL FROM (VALUES ('pieces'), ('by_key'), ('at'), ('returning_default'))
UNION ALL SELECT 'gorm', 'type', column1, 'base', NULL FROM (VALUES ('gorm.DB()'), ('gorm.First()'), ('gorm.Done()'))
UNION ALL SELECT 'gorm', 'conditions', column1, 'yes', NULL FROM (VALUES ('First'), ('Last'), ('Take'), ('Find'), ('Delete'), ('FirstOrInit'), ('FirstOrCreate'))
UNION ALL SELECT 'gorm', 'function', 'gorm.Expr', 'piece', NULL
UNION ALL SELECT 'gorm', 'soft_delete', 'class:' || class_id, column_name, NULL FROM gorm_column WHERE type IN ('gorm.DeletedAt', 'gorm.io/gorm.DeletedAt') OR attribute = 'DeletedAt' AND EXISTS (SELECT 1 FROM import WHERE package = 'github.com/jinzhu/gorm')
UNION ALL SELECT 'gorm', 'touched', 'class:' || class_id, column_name, NULL FROM gorm_column WHERE attribute = 'UpdatedAt';
CREATE TEMP TABLE gorm_other AS         -- a program for other databases only
SELECT EXISTS (SELECT 1 FROM import WHERE package IN ('gorm.io/driver/mysql', 'gorm.io/driver/sqlite', 'gorm.io/driver/sqlserver', 'gorm.io/driver/clickhouse', 'github.com/glebarez/sqlite', 'github.com/jinzhu/gorm/dialects/mysql',
        'github.com/jinzhu/gorm/dialects/sqlite'))
    AND NOT EXISTS (SELECT 1 FROM import WHERE package IN ('gorm.io/driver/postgres', 'github.com/jinzhu/gorm/dialects/postgres', 'github.com/lib/pq') OR package LIKE 'github.com/jackc/pgx%') AS only;
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'gorm', 'built', 'none', CASE WHEN s.shape = 'First' THEN 'row' WHEN s.meaning = 'read' THEN 'rows' ELSE 'result' END, 'chain', 'gorm'
FROM call c JOIN gorm_sender s ON s.method = c.name
WHERE c.receiver_type IN ('gorm.DB()', 'gorm.First()', 'gorm.Done()') AND NOT (SELECT only FROM gorm_other)
  AND NOT EXISTS (SELECT 1 FROM call r WHERE r.id = c.receiver_call_id AND r.name = 'Raw');
-- db.Raw("…", x).Scan(&out), db.Exec("…", x)
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT id, 'gorm', 'sql', 0, 'marks', 1, 1, 'result' FROM call
WHERE receiver_type IN ('gorm.DB()', 'gorm.First()', 'gorm.Done()') AND name IN ('Raw', 'Exec') AND NOT (SELECT only FROM gorm_other);
-- Preload: the rows of the other side, read with those of the chain's last call
CREATE TEMP TABLE gorm_preload AS
WITH RECURSIVE next(preload_id, call_id, name, depth) AS (
    SELECT c.id, c.id, c.name, 0 FROM call c WHERE c.receiver_type = 'gorm.DB()' AND c.name = 'Preload'
    UNION ALL SELECT n.preload_id, c.id, c.name, n.depth + 1 FROM next n JOIN call c ON c.receiver_call_id = n.call_id WHERE n.depth < 40
)
SELECT n.preload_id, replace(replace(a.type, '[]', ''), '()', '') AS model FROM next n JOIN gorm_sender s ON s.method = n.name AND s.detail = '0' JOIN argument a ON a.call_id = n.call_id AND a.position = 0 AND a.type LIKE '%class:%';
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar, model)
SELECT c.id, 'gorm', 'built', 'none', 'rows', 'chain', 'gorm', (SELECT p.model FROM gorm_preload p WHERE p.preload_id = c.id LIMIT 1)
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.value IS NOT NULL
WHERE c.receiver_type = 'gorm.DB()' AND c.name = 'Preload' AND NOT (SELECT only FROM gorm_other)
  AND (EXISTS (SELECT 1 FROM gorm_preload p WHERE p.preload_id = c.id) OR EXISTS (
    WITH RECURSIVE up(call_id) AS (SELECT c.receiver_call_id UNION SELECT o.receiver_call_id FROM up JOIN call o ON o.id = up.call_id)
    SELECT 1 FROM up JOIN call o ON o.id = up.call_id AND o.name = 'Model'));
