-- title: bun
-- package: go github.com/uptrace/bun
--
-- db.NewSelect().Model(&users).Where("email = ?", x).Scan(ctx): the last call sends the statement. A struct is a table (bun.BaseModel's tag, or its name in snake_case and
-- plural), read by naming every column. Strings are pieces of SQL; ? is written as a literal by the library, ?TableAlias and bun.Ident as names.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/uptrace/bun', 'bun', 0),
    ('bun.NewDB()',            'bun.DB()', 0),
    ('bun.Tx()',               'bun.DB()', 0),
    ('bun.Conn()',             'bun.DB()', 0),
    ('bun.IDB()',              'bun.DB()', 0),
    ('bun.DB().Begin()',       'bun.DB()', 0),
    ('bun.DB().BeginTx()',     'bun.DB()', 0),
    ('bun.DB().Conn()',        'bun.DB()', 0),
    ('bun.DB().RunInTx(fn)#1', 'bun.DB()', 0),
    ('bun.DB().DB',            'database/sql.DB()', 0);
CREATE TEMP TABLE bun_word(method TEXT, meaning TEXT, detail TEXT);
INSERT INTO bun_word VALUES
    ('NewSelect', 'ignored', NULL), ('NewInsert', 'insert_into', NULL), ('NewUpdate', 'update_table', NULL), ('NewDelete', 'delete_from', NULL), ('Model', 'model', NULL), ('Table', 'from', NULL), ('TableExpr', 'from', NULL),
    ('ModelTableExpr', 'from', NULL), ('Column', 'column', NULL), ('ColumnExpr', 'select', NULL), ('ExcludeColumn', 'omit', NULL), ('Where', 'where', NULL), ('WhereOr', 'or', NULL), ('WherePK', 'where_key', NULL), ('WhereGroup', 'unread', NULL),
    ('WhereDeleted', 'unscoped', NULL), ('WhereAllWithDeleted', 'unscoped', NULL), ('ForceDelete', 'force_delete', NULL), ('Join', 'join', NULL), ('JoinOn', 'ignored', NULL), ('JoinOnOr', 'ignored', NULL), ('Relation', 'join_relation', 'LEFT JOIN'),
    ('Group', 'group', 'all'), ('GroupExpr', 'group', NULL), ('Having', 'having', NULL), ('Order', 'order', 'all'), ('OrderExpr', 'order', NULL), ('OrderBy', 'ignored', NULL), ('Limit', 'limit', NULL), ('Offset', 'offset', NULL), ('For', 'ignored', NULL),
    ('Distinct', 'distinct', 'yes'), ('DistinctOn', 'unread', NULL), ('With', 'opaque', NULL), ('WithRecursive', 'opaque', NULL), ('Union', 'opaque', NULL), ('UnionAll', 'opaque', NULL), ('Apply', 'opaque', NULL), ('Conn', 'ignored', NULL),
    ('Set', 'set_piece', NULL), ('SetColumn', 'unread', NULL), ('Value', 'unread', NULL), ('OmitZero', 'unread', NULL), ('Bulk', 'unread', NULL), ('On', 'conflict', NULL), ('Ignore', 'ignored', NULL), ('Returning', 'returning', NULL), ('Err', 'ignored', NULL);
CREATE TEMP TABLE bun_sender(method TEXT, meaning TEXT);
INSERT INTO bun_sender VALUES ('Scan', 'read'), ('Exec', 'read'), ('Count', 'count_rows'), ('ScanAndCount', 'read'), ('Exists', 'read'), ('Rows', 'read');
INSERT INTO type_alias(path, type, same)
SELECT 'bun.DB().' || column1 || '()', 'bun.Query()', 0 FROM (VALUES ('NewSelect'), ('NewInsert'), ('NewUpdate'), ('NewDelete'))
UNION ALL SELECT 'bun.' || column1 || '()', 'bun.Query()', 0 FROM (VALUES ('SelectQuery'), ('InsertQuery'), ('UpdateQuery'), ('DeleteQuery'))
UNION ALL SELECT 'bun.Query().' || method || '()', 'bun.Query()', 0 FROM bun_word
UNION ALL SELECT 'bun.DB().' || column1 || '()', column2, 0 FROM (VALUES ('NewRaw', 'bun.Raw()'), ('Query', 'database/sql.Rows()'), ('QueryContext', 'database/sql.Rows()'), ('QueryRow', 'database/sql.Row()'),
    ('QueryRowContext', 'database/sql.Row()'), ('Exec', 'database/sql.Result()'), ('ExecContext', 'database/sql.Result()'));
INSERT INTO value_shape(path, shape) VALUES ('bun.Query().Scan()', 'row_error'), ('bun.Raw().Scan()', 'row_error');

-- facts
CREATE TEMP TABLE bun_table AS
SELECT k.id AS class_id, k.name, k.file_id, k.line, iif(instr(t.name, '.'), substr(t.name, 1, instr(t.name, '.') - 1), 'public') AS schema, substr(t.name, instr(t.name, '.') + 1) AS table_name, t.alias
FROM (
    SELECT k.id, coalesce(nullif(regexp_capture('^([^,:]*)(,|$)', b.bun, 1), ''), regexp_capture('(?:^|,)table:([^,]*)', b.bun, 1),
            (SELECT regexp_replace(p.pattern, w.word, p.replacement) FROM go_plural p WHERE regexp(p.pattern, w.word) ORDER BY p.ordinal LIMIT 1)) AS name,
        coalesce(regexp_capture('(?:^|,)alias:([^,]*)', b.bun, 1), w.word) AS alias
    FROM class k JOIN (SELECT id, snake_case(name) AS word FROM class) w ON w.id = k.id JOIN go_member b ON b.class_id = k.id AND b.name = 'BaseModel' AND b.type IN ('bun.BaseModel', 'github.com/uptrace/bun.BaseModel')
) t JOIN class k ON k.id = t.id JOIN file f ON f.id = k.file_id AND f.role = 'source' WHERE t.name <> '';
CREATE TEMP TABLE bun_column AS
SELECT t.class_id, t.schema, t.table_name, f.name AS attribute, f.way, f.prefix || coalesce(nullif(regexp_capture('^([^,:]*)(,|$)', f.bun, 1), ''), regexp_capture('(?:^|,)column:([^,]*)', f.bun, 1), snake_case(f.name)) AS column_name,
    coalesce(regexp_capture('(?:^|,)type:([^,]*(?:\([^)]*\))?)', f.bun, 1), CASE WHEN regexp('(^|,)array(,|$)', coalesce(f.bun, '')) THEN NULL
        WHEN f.kind = 'string' THEN 'character varying' WHEN f.kind = 'bool' THEN 'boolean' WHEN f.kind = 'time' THEN 'timestamptz' WHEN f.kind = 'bytes' THEN 'bytea' WHEN f.kind IN ('json', 'jsonb') THEN 'jsonb' WHEN f.kind = 'float' THEN iif(f.size = 32, 'real', 'double precision')
        WHEN f.kind IN ('int', 'uint') THEN CASE WHEN f.size <= 16 THEN 'smallint' WHEN f.size <= 32 THEN 'integer' ELSE 'bigint' END END) AS type,
    regexp('(^|,)pk(,|$)', coalesce(f.bun, '')) AS is_key, regexp('(^|,)(pk|notnull|autoincrement)(,|$)', coalesce(f.bun, '')) AS not_null, regexp('(^|,)(autoincrement|identity|default:)', coalesce(f.bun, '')) AS has_default,
    regexp('(^|,)autoincrement(,|$)', coalesce(f.bun, '')) AS counts, regexp('(^|,)unique(,|$|:)', coalesce(f.bun, '')) AS is_unique, regexp('(^|,)soft_delete(,|$)', coalesce(f.bun, '')) AS hides,
    regexp('(^|,)(nullzero|default:)', coalesce(f.bun, '')) AS zero_is_null, f.may_be_null, NOT regexp('(^|,)type:', coalesce(f.bun, '')) AS is_loose, f.file_id, f.line
FROM bun_table t JOIN go_field f ON f.class_id = t.class_id
WHERE f.name <> 'BaseModel' AND coalesce(f.bun, '') <> '-' AND NOT regexp('(^|,)(rel:|m2m:|scanonly)', coalesce(f.bun, ''));
CREATE INDEX temp.bun_column_class ON bun_column(class_id);
INSERT INTO model(class_id, key, framework, schema, table_name, file_id, line) SELECT class_id, 'class:' || class_id, 'bun', schema, table_name, file_id, line FROM bun_table;
INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, is_loose, file_id, line)
SELECT class_id, schema, table_name, attribute, column_name, iif(counts AND type = 'bigint', 'bigserial', type), not_null, has_default, NOT may_be_null AND NOT zero_is_null, is_key, is_loose, file_id, line FROM bun_column ORDER BY class_id, way;
INSERT INTO model_attribute(class_id, attribute, column_name) SELECT class_id, column_name, column_name FROM bun_column WHERE attribute <> column_name;
-- rel:belongs-to,join:author_id=id
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns, link_table)
SELECT 'class:' || t.class_id, f.name, 'class:' || o.class_id, f.list OR f.bun LIKE '%has-many%', regexp_capture('join:(\w+)=', f.bun, 1), regexp_capture('join:\w+=(\w+)', f.bun, 1), regexp_capture('m2m:(\w+)', f.bun, 1)
FROM bun_table t JOIN go_field f ON f.class_id = t.class_id AND f.bun LIKE '%rel:%' JOIN bun_table o ON o.class_id = f.struct_id;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 1, 'CREATE TABLE "' || t.schema || '"."' || t.table_name || '" (' || (SELECT group_concat('"' || c.column_name || '" ' || iif(c.counts, 'bigserial', coalesce(c.type, 'plumbline_unknown'))
    || iif(c.not_null, ' NOT NULL', '') || iif(c.has_default AND NOT c.counts, ' DEFAULT current_setting(''plumbline.unread'')::' || coalesce(c.type, 'text'), '') || iif(c.is_unique, ' UNIQUE', ''), ', ') FROM bun_column c WHERE c.class_id = t.class_id)
    || coalesce(', PRIMARY KEY (' || (SELECT group_concat('"' || c.column_name || '"', ', ') FROM bun_column c WHERE c.class_id = t.class_id AND c.is_key) || ')', '') || ');', t.file_id, t.line
FROM bun_table t WHERE EXISTS (SELECT 1 FROM bun_column c WHERE c.class_id = t.class_id);
INSERT INTO model_creation(call_id, file_id, line) SELECT id, file_id, line FROM call WHERE receiver_type = 'bun.DB()' AND name IN ('NewCreateTable', 'ResetModel');

INSERT INTO builder_word(grammar, place, word, meaning, detail)
SELECT 'bun', 'method', method, meaning, detail FROM bun_word
UNION ALL SELECT 'bun', 'sender', method, meaning, NULL FROM bun_sender
UNION ALL SELECT 'bun', 'form', column1, 'yes', NULL FROM (VALUES ('pieces'), ('always'), ('all_columns'), ('default_named'), ('lists_apart'), ('parts'), ('snake_relations'))
UNION ALL SELECT 'bun', 'type', 'bun.DB()', 'base', NULL
UNION ALL SELECT 'bun', 'type', 'bun.Query()', 'query', NULL
UNION ALL SELECT 'bun', 'root', 'bun.DB().' || column1, 'yes', NULL FROM (VALUES ('NewSelect'), ('NewInsert'), ('NewUpdate'), ('NewDelete'))
UNION ALL SELECT 'bun', 'function', 'bun.' || column1, column2, NULL FROM (VALUES ('Ident', 'name'), ('Name', 'name'), ('In', 'list'), ('List', 'list'), ('Safe', 'piece'))
UNION ALL SELECT 'bun', 'alias', 'class:' || class_id, alias, NULL FROM bun_table
UNION ALL SELECT 'bun', 'soft_delete', 'class:' || class_id, column_name, NULL FROM bun_column WHERE hides;
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, action, grammar)
SELECT c.id, 'bun', 'built', 'none', 'result', 'chain', 'bun' FROM call c JOIN bun_sender s ON s.method = c.name WHERE c.receiver_type = 'bun.Query()'
  AND (EXISTS (SELECT 1 FROM import WHERE package = 'github.com/uptrace/bun/dialect/pgdialect') OR NOT EXISTS (SELECT 1 FROM import WHERE package LIKE 'github.com/uptrace/bun/dialect/%'));
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT id, 'bun', 'sql', name LIKE '%Context', 'marks', 1 + (name LIKE '%Context'), 1, 'result' FROM call WHERE receiver_type = 'bun.DB()' AND name IN ('NewRaw', 'Query', 'QueryContext', 'QueryRow', 'QueryRowContext', 'Exec', 'ExecContext');
