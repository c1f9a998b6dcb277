-- title: Prisma
-- package: npm @prisma/client @prisma/adapter-pg @prisma/extension-read-replicas @prisma/extension-accelerate
-- files: **/schema.prisma
--
-- schema.prisma declares the models; a client has one delegate per model (client.user.findMany). A call is the statement it sends: every mapped column
-- without select, relations as subselects. $queryRaw`…` binds what is put in; $queryRawUnsafe(text, …values) does not look.

-- types
CREATE TEMP TABLE prisma_datasource AS          -- folders whose schema is PostgreSQL's
SELECT DISTINCT dirname(f.path) AS dir FROM schema_block b JOIN file f ON f.id = b.file_id JOIN schema_field s ON s.block_id = b.id
WHERE b.kind = 'datasource' AND s.name = 'provider' AND s.value IN ('postgresql', 'postgres', 'cockroachdb');
CREATE TEMP TABLE prisma_block AS               -- blocks of those, in files below the folder too (a schema of several files)
SELECT b.id, b.kind, b.name, b.file_id, b.line, lower(substr(b.name, 1, 1)) || substr(b.name, 2) AS delegate, min(d.dir) AS dir
FROM schema_block b JOIN file f ON f.id = b.file_id JOIN prisma_datasource d ON d.dir = '' OR f.path LIKE d.dir || '/%' GROUP BY b.id;
INSERT INTO generated_module(path, package)
SELECT regexp_replace('(^|/)[^/.][^/]*/\.\./', regexp_replace('(^|/)[^/.][^/]*/\.\./', iif(b.dir = '', '', b.dir || '/') || ltrim(regexp_replace('^\./', o.value, ''), '/'), '$1'), '$1'), '@prisma/client'
FROM prisma_block b JOIN schema_field o ON o.block_id = b.id AND o.name = 'output' WHERE b.kind = 'generator' AND o.value NOT LIKE '%node_modules%';
INSERT INTO type_alias(path, type, same) VALUES
    ('@prisma/client.default',                           '@prisma/client',                0),
    ('@prisma/client.PrismaClient().$extends()',         '@prisma/client.PrismaClient()', 1),
    ('@prisma/client.PrismaClient().$on()',              '@prisma/client.PrismaClient()', 1),
    ('@prisma/client.PrismaClient().$replica()',         '@prisma/client.PrismaClient()', 0),
    ('@prisma/client.PrismaClient().$primary()',         '@prisma/client.PrismaClient()', 0),
    ('@prisma/client.PrismaClient().$transaction(fn)#0', '@prisma/client.PrismaClient()', 0),
    ('@prisma/client.Prisma.TransactionClient()',        '@prisma/client.PrismaClient()', 0),
    ('@prisma/client.Prisma.DefaultPrismaClient()',      '@prisma/client.PrismaClient()', 0),
    ('@prisma/client.PrismaClient().$queryRaw()',        'prisma.Rows()',                 0),
    ('@prisma/client.PrismaClient().$executeRaw()',      'prisma.Count()',                0),
    ('@prisma/client.PrismaClient().$queryRawUnsafe()',  'prisma.Rows()',                 0),
    ('@prisma/client.Prisma.sql()',                      'prisma.Sql()',                  0),
    ('@prisma/client.sql()',                             'prisma.Sql()',                  0),
    ('@prisma/client.Prisma.raw()',                      'prisma.Raw()',                  0),
    ('@prisma/client.Prisma.join()',                     'prisma.List()',                 0);
INSERT INTO type_alias(path, type, same)
SELECT DISTINCT '@prisma/client.PrismaClient().' || delegate, 'prisma.' || delegate || '()', 0 FROM prisma_block WHERE kind = 'model' OR kind = 'view';
CREATE TEMP TABLE prisma_method(name TEXT PRIMARY KEY, action TEXT, api TEXT, shape TEXT);
INSERT INTO prisma_method VALUES
    ('findMany', 'read', 'rows', 'rows'), ('findUnique', 'read_one', 'row', 'row'), ('findFirst', 'first', 'row', 'row'), ('findUniqueOrThrow', 'read_one', 'row', 'result'),
    ('findFirstOrThrow', 'first', 'row', 'result'), ('count', 'count', 'value', 'count'), ('aggregate', 'aggregate', 'row', 'result'), ('groupBy', 'group', 'rows', 'rows'),
    ('create', 'insert', 'row', 'result'), ('createMany', 'insert', 'none', 'result'), ('createManyAndReturn', 'insert', 'rows', 'result'), ('update', 'update', 'row', 'result'),
    ('updateMany', 'update', 'none', 'result'), ('updateManyAndReturn', 'update', 'rows', 'result'), ('upsert', 'upsert', 'row', 'result'), ('delete', 'delete', 'row', 'result'),
    ('deleteMany', 'delete', 'none', 'result');
INSERT INTO value_shape(path, shape)
SELECT DISTINCT 'prisma.' || b.delegate || '().' || m.name || '()', m.shape FROM prisma_block b CROSS JOIN prisma_method m WHERE b.kind IN ('model', 'view');
INSERT INTO value_shape(path, shape)
SELECT DISTINCT 'prisma.' || b.delegate || '().' || m.name || '()' || iif(m.shape = 'rows', '[]', '.count'), iif(m.shape = 'rows', 'row', 'count')
FROM prisma_block b CROSS JOIN prisma_method m WHERE b.kind IN ('model', 'view') AND (m.shape = 'rows' OR m.name IN ('updateMany', 'deleteMany', 'createMany'));
INSERT INTO value_shape(path, shape) VALUES ('prisma.Rows()', 'rows'), ('prisma.Rows()[]', 'row');
INSERT INTO template_part(path, part) VALUES ('prisma.Sql()', 'text'), ('prisma.Rows()', 'text'), ('prisma.Count()', 'text'), ('prisma.Raw()', 'unknown'), ('prisma.List()', 'unknown'), ('@prisma/client.Prisma.empty', 'text');
INSERT INTO library_constant(path, value) VALUES ('@prisma/client.Prisma.empty', '');

INSERT INTO text_helper(path, effect) VALUES
    ('@prisma/client.Prisma.raw', 'passes');

-- facts
INSERT INTO builder_word(grammar, place, word, meaning, detail) VALUES
    ('prisma', 'argument', 'where', 'where', NULL), ('prisma', 'argument', 'select', 'select', NULL), ('prisma', 'argument', 'include', 'include', NULL), ('prisma', 'argument', 'omit', 'omit', NULL),
    ('prisma', 'argument', 'orderBy', 'order', NULL), ('prisma', 'argument', 'take', 'limit', NULL), ('prisma', 'argument', 'skip', 'offset', NULL), ('prisma', 'argument', 'by', 'group', NULL),
    ('prisma', 'argument', 'data', 'data', NULL), ('prisma', 'argument', 'create', 'insert', NULL), ('prisma', 'argument', 'update', 'update', NULL),
    ('prisma', 'argument', '_count', 'aggregate', NULL), ('prisma', 'argument', '_sum', 'aggregate', NULL), ('prisma', 'argument', '_avg', 'aggregate', NULL),
    ('prisma', 'argument', '_min', 'aggregate', NULL), ('prisma', 'argument', '_max', 'aggregate', NULL), ('prisma', 'argument', 'distinct', 'ignored', NULL),
    ('prisma', 'argument', 'cursor', 'ignored', NULL), ('prisma', 'argument', 'skipDuplicates', 'ignored', NULL), ('prisma', 'argument', 'having', 'ignored', NULL),
    ('prisma', 'argument', 'relationLoadStrategy', 'ignored', NULL),
    ('prisma', 'condition', 'AND', 'and', NULL), ('prisma', 'condition', 'OR', 'or', NULL), ('prisma', 'condition', 'NOT', 'not', NULL),
    ('prisma', 'operator', 'equals', 'compare', '='), ('prisma', 'operator', 'not', 'not', '<>'), ('prisma', 'operator', 'in', 'compare', '= ANY('), ('prisma', 'operator', 'notIn', 'compare', '<> ALL('),
    ('prisma', 'operator', 'lt', 'compare', '<'), ('prisma', 'operator', 'lte', 'compare', '<='), ('prisma', 'operator', 'gt', 'compare', '>'), ('prisma', 'operator', 'gte', 'compare', '>='),
    ('prisma', 'operator', 'contains', 'compare', '::text LIKE'), ('prisma', 'operator', 'startsWith', 'compare', '::text LIKE'), ('prisma', 'operator', 'endsWith', 'compare', '::text LIKE'),
    ('prisma', 'operator', 'search', 'compare', '::text LIKE'), ('prisma', 'operator', 'mode', 'ignored', NULL), ('prisma', 'operator', 'has', 'compare', '@> ARRAY('),
    ('prisma', 'operator', 'path', 'ignored', NULL), ('prisma', 'operator', 'string_contains', 'compare', '::text LIKE'), ('prisma', 'operator', 'string_starts_with', 'compare', '::text LIKE'),
    ('prisma', 'operator', 'string_ends_with', 'compare', '::text LIKE'), ('prisma', 'operator', 'hasSome', 'compare', '&&'), ('prisma', 'operator', 'hasEvery', 'compare', '@>'),
    ('prisma', 'operator', 'isEmpty', 'ignored', NULL), ('prisma', 'operator', 'array_contains', 'compare', '@>'),
    ('prisma', 'quantifier', 'some', 'some', NULL), ('prisma', 'quantifier', 'every', 'every', NULL), ('prisma', 'quantifier', 'none', 'none', NULL), ('prisma', 'quantifier', 'is', 'some', NULL),
    ('prisma', 'quantifier', 'isNot', 'none', NULL),
    ('prisma', 'selection', '_count', 'ignored', NULL),
    ('prisma', 'relation', 'connect', 'link', NULL), ('prisma', 'relation', 'create', 'insert', NULL), ('prisma', 'relation', 'connectOrCreate', 'link', NULL), ('prisma', 'relation', 'disconnect', 'unlink', NULL),
    ('prisma', 'write', 'set', 'value', NULL), ('prisma', 'write', 'increment', 'value', NULL), ('prisma', 'write', 'decrement', 'value', NULL), ('prisma', 'write', 'multiply', 'value', NULL),
    ('prisma', 'write', 'divide', 'value', NULL), ('prisma', 'write', 'push', 'value', NULL);

-- Models. text: the first unnamed argument of an attribute
CREATE TEMP TABLE prisma_attribute AS
SELECT a.id, a.block_id, a.field_id, a.name, a.line, (SELECT g.value FROM schema_argument g WHERE g.attribute_id = a.id AND g.item IS NULL AND (g.keyword IS NULL OR g.keyword = 'name') ORDER BY g.position LIMIT 1) AS text,
    (SELECT g.kind FROM schema_argument g WHERE g.attribute_id = a.id AND g.item IS NULL AND g.keyword IS NULL ORDER BY g.position LIMIT 1) AS kind
FROM schema_attribute a JOIN prisma_block b ON b.id = a.block_id;
CREATE INDEX temp.prisma_attribute_field ON prisma_attribute(field_id, name);
CREATE INDEX temp.prisma_attribute_block ON prisma_attribute(block_id, name);
CREATE TEMP TABLE prisma_table AS
SELECT b.id, b.kind, b.name, b.delegate, b.file_id, b.line, b.dir, coalesce((SELECT a.text FROM prisma_attribute a WHERE a.block_id = b.id AND a.field_id IS NULL AND a.name = 'map'), b.name) AS table_name,
    coalesce((SELECT a.text FROM prisma_attribute a WHERE a.block_id = b.id AND a.field_id IS NULL AND a.name = 'schema'), 'public') AS schema
FROM prisma_block b WHERE b.kind IN ('model', 'view', 'enum');
CREATE INDEX temp.prisma_table_name ON prisma_table(name);
CREATE TEMP TABLE prisma_type(name TEXT PRIMARY KEY, sql TEXT);
INSERT INTO prisma_type VALUES ('String', 'text'), ('Int', 'integer'), ('BigInt', 'bigint'), ('Float', 'double precision'), ('Decimal', 'numeric(65,30)'), ('Boolean', 'boolean'),
    ('DateTime', 'timestamp(3) without time zone'), ('Json', 'jsonb'), ('Bytes', 'bytea'), ('Unsupported', 'plumbline_unknown'),
    ('db.Text', 'text'), ('db.VarChar', 'character varying'), ('db.Char', 'character'), ('db.Uuid', 'uuid'), ('db.Citext', 'citext'), ('db.Xml', 'xml'), ('db.Inet', 'inet'), ('db.Bit', 'bit'),
    ('db.VarBit', 'bit varying'), ('db.SmallInt', 'smallint'), ('db.Integer', 'integer'), ('db.BigInt', 'bigint'), ('db.Oid', 'oid'), ('db.Real', 'real'), ('db.DoublePrecision', 'double precision'),
    ('db.Decimal', 'numeric'), ('db.Money', 'money'), ('db.Timestamp', 'timestamp'), ('db.Timestamptz', 'timestamptz'), ('db.Date', 'date'), ('db.Time', 'time'), ('db.Timetz', 'timetz'),
    ('db.Json', 'json'), ('db.JsonB', 'jsonb'), ('db.ByteA', 'bytea'), ('db.Boolean', 'boolean');
CREATE TEMP TABLE prisma_field AS
SELECT f.id, t.id AS table_id, t.schema, t.table_name, t.delegate, t.file_id, f.line, f.name AS attribute, f.type AS written, f.is_list, f.is_optional,
    coalesce((SELECT a.text FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'map'), f.name) AS column_name,
    coalesce((SELECT p.sql || coalesce('(' || (SELECT group_concat(g.value, ',') FROM schema_argument g WHERE g.attribute_id = a.id) || ')', '') FROM prisma_attribute a JOIN prisma_type p ON p.name = a.name
        WHERE a.field_id = f.id LIMIT 1),
        (SELECT p.sql FROM prisma_type p WHERE p.name = f.type),
        (SELECT iif(e.schema = 'public', '', quote_ident(e.schema) || '.') || '"' || e.table_name || '"' FROM prisma_table e WHERE e.name = f.type AND e.kind = 'enum' AND e.dir = t.dir)) AS type,
    (SELECT a.text FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'default') AS fill,
    (SELECT a.kind FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'default') AS fill_kind,
    EXISTS (SELECT 1 FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'default') AS has_fill,
    EXISTS (SELECT 1 FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'updatedAt') AS is_touched,
    EXISTS (SELECT 1 FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'unique') AS is_unique,
    EXISTS (SELECT 1 FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'id') OR EXISTS (SELECT 1 FROM prisma_attribute a JOIN schema_argument g ON g.attribute_id = a.id
        WHERE a.block_id = t.id AND a.field_id IS NULL AND a.name = 'id' AND g.item IS NOT NULL AND regexp_replace('\(.*$', g.value, '') = f.name) AS is_primary
FROM prisma_table t JOIN schema_field f ON f.block_id = t.id AND f.type IS NOT NULL
WHERE t.kind IN ('model', 'view') AND NOT EXISTS (SELECT 1 FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'ignore');
CREATE INDEX temp.prisma_field_table ON prisma_field(table_id, attribute);
CREATE TEMP TABLE prisma_column AS SELECT *, regexp('^(uuid|cuid|ulid|nanoid)\(', coalesce(fill, '')) AS is_client_fill FROM prisma_field WHERE type IS NOT NULL;
CREATE INDEX temp.prisma_column_table ON prisma_column(table_id, attribute);

INSERT INTO model(key, name, framework, schema, table_name, file_id, line)
SELECT 'prisma.' || delegate || '()', name, 'prisma', schema, table_name, file_id, line FROM prisma_table WHERE kind IN ('model', 'view');
INSERT INTO model_column(schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT schema, table_name, attribute, column_name, nullif(type, 'plumbline_unknown') || iif(is_list, '[]', ''), NOT is_optional AND NOT is_list, has_fill AND NOT is_client_fill AND coalesce(fill, '') <> 'auto()',
    is_client_fill OR is_touched, is_primary, file_id, line FROM prisma_column;

-- Relations: fields: and references: on the side that has the columns; on the other side what points back, by the relation's name
CREATE TEMP TABLE prisma_relation AS
SELECT f.id, f.table_id, f.delegate, f.attribute, f.is_list, o.id AS target_id, o.delegate AS target, t.dir, f.file_id, f.line,
    (SELECT a.text FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'relation' AND a.kind = 'string') AS name,
    (SELECT group_concat(column_name, ',') FROM (SELECT c.column_name FROM prisma_attribute a JOIN schema_argument g ON g.attribute_id = a.id AND g.keyword = 'fields'
        JOIN prisma_column c ON c.table_id = f.table_id AND c.attribute = g.value WHERE a.field_id = f.id AND a.name = 'relation' ORDER BY g.item)) AS near,
    (SELECT group_concat(column_name, ',') FROM (SELECT c.column_name FROM prisma_attribute a JOIN schema_argument g ON g.attribute_id = a.id AND g.keyword = 'references'
        JOIN prisma_column c ON c.table_id = o.id AND c.attribute = g.value WHERE a.field_id = f.id AND a.name = 'relation' ORDER BY g.item)) AS far,
    (SELECT g.value FROM prisma_attribute a JOIN schema_argument g ON g.attribute_id = a.id AND g.keyword = 'onDelete' WHERE a.field_id = f.id AND a.name = 'relation') AS on_delete
FROM prisma_field f JOIN prisma_table t ON t.id = f.table_id JOIN prisma_table o ON o.name = f.written AND o.kind IN ('model', 'view') AND o.dir = t.dir;
CREATE INDEX temp.prisma_relation_table ON prisma_relation(table_id);
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns)
SELECT 'prisma.' || delegate || '()', attribute, 'prisma.' || target || '()', is_list, near, far FROM prisma_relation WHERE near IS NOT NULL
UNION ALL
SELECT 'prisma.' || r.delegate || '()', r.attribute, 'prisma.' || r.target || '()', r.is_list, b.far, b.near
FROM prisma_relation r JOIN prisma_relation b ON b.table_id = r.target_id AND b.target_id = r.table_id AND b.name IS r.name AND b.near IS NOT NULL WHERE r.near IS NULL;
-- many to many without a model between: table _AToB or _name, columns A and B, A for the model whose name comes first; of one model with itself the field's name decides
CREATE TEMP TABLE prisma_link AS
SELECT r.id, r.delegate, r.attribute, r.target, t.name AS mine, o.name AS other, t.schema, '_' || coalesce(r.name, min(t.name, o.name) || 'To' || max(t.name, o.name)) AS link_table,
    iif(t.name = o.name, r.attribute < b.attribute, t.name < o.name) AS is_first, k.column_name AS key, ok.column_name AS target_key, k.type AS key_type, ok.type AS target_type, r.file_id, r.line
FROM prisma_relation r JOIN prisma_table t ON t.id = r.table_id JOIN prisma_table o ON o.id = r.target_id
JOIN prisma_relation b ON b.table_id = r.target_id AND b.target_id = r.table_id AND b.is_list AND b.name IS r.name AND b.id <> r.id
JOIN prisma_column k ON k.table_id = t.id AND k.is_primary JOIN prisma_column ok ON ok.table_id = o.id AND ok.is_primary
WHERE r.is_list AND r.near IS NULL GROUP BY r.id HAVING count(*) = 1;
INSERT INTO model_relation(model, attribute, target, is_list, columns, target_columns, link_table, link_columns, link_target_columns)
SELECT 'prisma.' || delegate || '()', attribute, 'prisma.' || target || '()', 1, key, target_key, link_table, iif(is_first, 'A', 'B'), iif(is_first, 'B', 'A') FROM prisma_link;

-- The tables as `prisma db push` makes them
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'type', 0, iif(t.schema = 'public', '', 'CREATE SCHEMA IF NOT EXISTS "' || t.schema || '"; ') || 'CREATE TYPE ' || iif(t.schema = 'public', '', '"' || t.schema || '".') || '"' || t.table_name || '" AS ENUM ('
    || (SELECT coalesce(group_concat('''' || replace(label, '''', '''''') || '''', ', '), '') FROM (SELECT coalesce((SELECT a.text FROM prisma_attribute a WHERE a.field_id = f.id AND a.name = 'map'), f.name) AS label
        FROM schema_field f WHERE f.block_id = t.id ORDER BY f.id)) || ');', t.file_id, t.line
FROM prisma_table t WHERE t.kind = 'enum';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 1, iif(t.schema = 'public', '', 'CREATE SCHEMA IF NOT EXISTS "' || t.schema || '"; ') || 'CREATE TABLE "' || t.schema || '"."' || t.table_name || '" ('
    || (SELECT group_concat(sql, ', ') FROM (
        SELECT '"' || c.column_name || '" ' || CASE WHEN c.fill = 'autoincrement()' THEN CASE c.type WHEN 'bigint' THEN 'bigserial' WHEN 'smallint' THEN 'smallserial' ELSE 'serial' END ELSE c.type END
            || iif(c.is_list, '[]', '') || CASE WHEN c.fill IS NULL OR c.is_client_fill OR c.fill IN ('autoincrement()', 'auto()') THEN '' WHEN c.fill = 'now()' THEN ' DEFAULT CURRENT_TIMESTAMP'
                WHEN c.fill LIKE 'dbgenerated(%' THEN coalesce(' DEFAULT ' || nullif(replace(regexp_capture('^dbgenerated\("(.*)"\)$', c.fill, 1), '\"', '"'), ''), '')
                WHEN c.fill_kind = 'call' THEN '' WHEN c.fill_kind = 'number' THEN ' DEFAULT ' || c.fill WHEN c.fill IN ('true', 'false') THEN ' DEFAULT ' || c.fill
                ELSE ' DEFAULT ''' || replace(c.fill, '''', '''''') || '''' END
            || iif(c.is_optional OR c.is_list, '', ' NOT NULL') || iif(c.is_unique, ' UNIQUE', '') AS sql, c.id AS ordinal FROM prisma_column c WHERE c.table_id = t.id
        UNION ALL
        SELECT 'PRIMARY KEY (' || group_concat('"' || column_name || '"', ', ') || ')', 1000000000 FROM (SELECT column_name FROM prisma_column WHERE table_id = t.id AND is_primary ORDER BY id) HAVING count(*) > 0
        UNION ALL
        SELECT 'UNIQUE (' || k.columns || ')', 1000000001 FROM (SELECT a.id, group_concat('"' || c.column_name || '"', ', ') AS columns FROM prisma_attribute a JOIN schema_argument g ON g.attribute_id = a.id AND g.item IS NOT NULL
            JOIN prisma_column c ON c.table_id = t.id AND c.attribute = regexp_replace('\(.*$', g.value, '') WHERE a.block_id = t.id AND a.field_id IS NULL AND a.name = 'unique' GROUP BY a.id) k
        ORDER BY 2)) || ');', t.file_id, t.line
FROM prisma_table t WHERE t.kind = 'model' AND EXISTS (SELECT 1 FROM prisma_column c WHERE c.table_id = t.id);
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', schema || '.' || link_table, 1, 'CREATE TABLE "' || schema || '"."' || link_table || '" ("A" ' || key_type || ' NOT NULL, "B" ' || target_type || ' NOT NULL, UNIQUE ("A", "B"));', file_id, line
FROM prisma_link WHERE is_first;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 2, 'ALTER TABLE "' || t.schema || '"."' || t.table_name || '" ADD FOREIGN KEY ("' || replace(r.near, ',', '", "') || '") REFERENCES "' || o.schema || '"."' || o.table_name || '" ("'
    || replace(r.far, ',', '", "') || '")' || CASE r.on_delete WHEN 'Cascade' THEN ' ON DELETE CASCADE' WHEN 'SetNull' THEN ' ON DELETE SET NULL' WHEN 'Restrict' THEN ' ON DELETE RESTRICT' ELSE '' END || ';', r.file_id, r.line
FROM prisma_relation r JOIN prisma_table t ON t.id = r.table_id JOIN prisma_table o ON o.id = r.target_id
WHERE r.near IS NOT NULL AND r.far IS NOT NULL AND NOT EXISTS (SELECT 1 FROM schema_field s JOIN prisma_block d ON d.id = s.block_id WHERE d.kind = 'datasource' AND s.name = 'relationMode' AND s.value = 'prisma');

-- Calls
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, action, grammar, model)
SELECT c.id, 'prisma', 'built', 0, 'none', m.api, m.action, 'prisma', k.key
FROM (SELECT DISTINCT key FROM model WHERE framework = 'prisma') k CROSS JOIN call c ON c.receiver_type = k.key JOIN prisma_method m ON m.name = c.name;
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'prisma', 'sql', 0, 'tagged', NULL, iif(c.name LIKE '$query%', 'rows', 'none')
FROM call c WHERE c.callee IN ('@prisma/client.PrismaClient().$queryRaw', '@prisma/client.PrismaClient().$executeRaw');
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'prisma', 'sql', 0, 'dollar', 1, iif(c.name LIKE '$query%', 'rows', 'none')
FROM call c WHERE c.receiver_type = '@prisma/client.PrismaClient()' AND c.name IN ('$queryRawUnsafe', '$executeRawUnsafe');
