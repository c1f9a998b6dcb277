-- title: Django models
-- package: pypi django rest_framework
--
-- Classes that extend Model, with the tables migrate would make of them. A model whose Meta says managed = False has a table somebody else makes: nothing is said of it.

-- facts
CREATE TEMP TABLE dj_up AS                      -- a class and what it inherits from, nearest first
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT id, id, 0 FROM class
    UNION
    SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT class_id, base_id, min(depth) AS depth FROM up GROUP BY class_id, base_id;
CREATE INDEX temp.dj_up_class ON dj_up(class_id);

CREATE TEMP TABLE dj_meta AS                    -- class Meta of a class
SELECT (SELECT c.id FROM class c WHERE c.file_id = m.file_id AND c.line < m.line AND c.end_line >= m.end_line ORDER BY c.line DESC LIMIT 1) AS class_id, m.id AS meta_id
FROM class m WHERE m.name = 'Meta';
CREATE TEMP TABLE dj_option AS
SELECT m.class_id, b.name, b.value, b.entity, b.entity_id FROM dj_meta m JOIN binding b ON b.class_id = m.meta_id AND b.how <> 'member' WHERE m.class_id IS NOT NULL;
CREATE INDEX temp.dj_option_class ON dj_option(class_id, name);

CREATE TEMP TABLE dj_class AS                   -- every model, abstract ones as well
SELECT DISTINCT u.class_id, k.name, k.file_id, k.line,
    EXISTS (SELECT 1 FROM dj_option o WHERE o.class_id = u.class_id AND o.name = 'abstract' AND o.value = 'true') AS is_abstract,
    EXISTS (SELECT 1 FROM dj_option o WHERE o.class_id = u.class_id AND o.name = 'proxy' AND o.value = 'true') AS is_proxy,
    EXISTS (SELECT 1 FROM dj_option o WHERE o.class_id = u.class_id AND o.name = 'managed' AND o.value IS NOT 'true') AS is_foreign,
    coalesce((SELECT o.value FROM dj_option o WHERE o.class_id = u.class_id AND o.name = 'app_label'), f.label) AS app
FROM dj_up u JOIN class_base b ON b.class_id = u.base_id AND b.type IN ('django.db.models.Model', 'django.db.models.base.Model', 'django.contrib.gis.db.models.Model', 'django.contrib.auth.models.AbstractUser',
    'django.contrib.auth.models.AbstractBaseUser', 'django.contrib.auth.base_user.AbstractBaseUser')
JOIN class k ON k.id = u.class_id JOIN dj_file f ON f.file_id = k.file_id AND f.role NOT IN ('test', 'migration') AND f.path NOT LIKE '%/migrations/%' WHERE k.function_id IS NULL;
CREATE INDEX temp.dj_class_id ON dj_class(class_id);

CREATE TEMP TABLE dj_model AS
SELECT c.class_id, c.name, c.app, c.file_id, c.line, c.is_foreign,
    coalesce((SELECT o.value FROM dj_option o WHERE o.class_id = c.class_id AND o.name = 'db_table'), iif(EXISTS (SELECT 1 FROM dj_option o WHERE o.class_id = c.class_id AND o.name = 'db_table'), NULL,
        substr(c.app || '_' || lower(c.name), 1, 63))) AS table_name,
    -- columns nobody can name from here: a base of another library, a table inherited from
    EXISTS (SELECT 1 FROM dj_up u JOIN class_base b ON b.class_id = u.base_id WHERE u.class_id = c.class_id AND (b.keyword IS NOT NULL
            OR b.base_class_id IS NULL AND coalesce(b.type, '') NOT GLOB 'django.*' AND b.text NOT IN ('object', 'ABC', 'abc.ABC')))
        OR EXISTS (SELECT 1 FROM dj_up u JOIN dj_class p ON p.class_id = u.base_id AND NOT p.is_abstract WHERE u.class_id = c.class_id AND u.depth > 0)
        OR EXISTS (SELECT 1 FROM dj_up u JOIN decorator d ON d.target_kind = 'class' AND d.target_id = u.base_id WHERE u.class_id = c.class_id)
        OR EXISTS (SELECT 1 FROM dj_up u JOIN binding b ON b.class_id = u.base_id AND b.how <> 'member' JOIN call f ON f.id = b.value_call_id
            WHERE u.class_id = c.class_id AND (f.callee IS NULL OR f.callee NOT GLOB 'django.*' AND f.callee NOT GLOB 'class:*' AND regexp('(Field|Key|Manager)$', f.name))) AS is_open
FROM dj_class c WHERE NOT c.is_abstract AND NOT c.is_proxy AND c.app <> '';
DELETE FROM dj_model WHERE table_name IS NULL;
CREATE INDEX temp.dj_model_class ON dj_model(class_id);
CREATE INDEX temp.dj_model_name ON dj_model(app, name COLLATE NOCASE);

-- fields of the class and of its abstract bases
CREATE TEMP TABLE dj_attribute AS
SELECT m.class_id, m.table_name, b.name AS attribute, f.call_id, coalesce(f.db_column, b.name || iif(f.takes = 'fk', '_id', '')) AS column_name, f.takes, f.sql AS type, f.is_null, f.is_primary, f.is_unique, f.counts,
    f.has_default, f.has_db_default, f.to_name, f.to_class_id, f.is_loose, f.db_table, f.is_through, b.file_id, b.line, u.depth, 100 * (9 - u.depth) * 1000 + b.line AS ordinal, f.related_name
FROM dj_model m JOIN dj_up u ON u.class_id = m.class_id JOIN binding b ON b.class_id = u.base_id AND b.how <> 'member' JOIN dj_field f ON f.call_id = b.value_call_id
WHERE (u.depth = 0 OR NOT EXISTS (SELECT 1 FROM dj_class p WHERE p.class_id = u.base_id AND NOT p.is_abstract)) AND f.takes <> 'none';
DELETE FROM dj_attribute WHERE depth > 0 AND EXISTS (SELECT 1 FROM dj_up u JOIN binding b ON b.class_id = u.base_id AND b.name = dj_attribute.attribute AND b.how <> 'member'
    WHERE u.class_id = dj_attribute.class_id AND u.depth < dj_attribute.depth);
INSERT INTO dj_attribute                        -- what AbstractUser and its kin bring
SELECT DISTINCT m.class_id, m.table_name, v.column2, NULL, v.column2, '', v.column3, v.column4, 0, v.column5, 0, 1, 0, NULL, NULL, 0, NULL, 0, m.file_id, m.line, 9, v.column6, NULL
FROM dj_model m JOIN dj_up u ON u.class_id = m.class_id JOIN class_base b ON b.class_id = u.base_id
JOIN (VALUES ('AbstractBaseUser', 'password', 'character varying(128)', 0, 0, 1), ('AbstractBaseUser', 'last_login', 'timestamp with time zone', 1, 0, 2), ('PermissionsMixin', 'is_superuser', 'boolean', 0, 0, 3),
    ('AbstractUser', 'password', 'character varying(128)', 0, 0, 1), ('AbstractUser', 'last_login', 'timestamp with time zone', 1, 0, 2), ('AbstractUser', 'is_superuser', 'boolean', 0, 0, 3),
    ('AbstractUser', 'username', 'character varying(150)', 0, 1, 4), ('AbstractUser', 'first_name', 'character varying(150)', 0, 0, 5), ('AbstractUser', 'last_name', 'character varying(150)', 0, 0, 6),
    ('AbstractUser', 'email', 'character varying(254)', 0, 0, 7), ('AbstractUser', 'is_staff', 'boolean', 0, 0, 8), ('AbstractUser', 'is_active', 'boolean', 0, 0, 9),
    ('AbstractUser', 'date_joined', 'timestamp with time zone', 0, 0, 10)) v ON b.type GLOB 'django.contrib.auth.*.' || v.column1
WHERE NOT EXISTS (SELECT 1 FROM dj_up o JOIN binding n ON n.class_id = o.base_id AND n.name = v.column2 AND n.how <> 'member' WHERE o.class_id = m.class_id);
CREATE INDEX temp.dj_attribute_class ON dj_attribute(class_id);

-- id, where nothing else is the key: as DEFAULT_AUTO_FIELD says
INSERT INTO dj_attribute
SELECT m.class_id, m.table_name, 'id', NULL, 'id', '', CASE WHEN d.value IS NULL THEN 'bigint'
    WHEN d.value LIKE '%.AutoField' THEN 'integer' WHEN d.value LIKE '%.SmallAutoField' THEN 'smallint' ELSE 'bigint' END, 0, 1, 0, 1, 0, 0, NULL, NULL, 0, NULL, 0, m.file_id, m.line, 9, 0, NULL
FROM dj_model m LEFT JOIN dj_file f ON f.file_id = m.file_id
LEFT JOIN (SELECT iif(b.class_id IS NULL, '', dirname(g.path)) AS app, min(b.value) AS value FROM binding b JOIN file g ON g.id = b.file_id
    WHERE b.name IN ('DEFAULT_AUTO_FIELD', 'default_auto_field') AND b.value IS NOT NULL AND b.how <> 'member' GROUP BY 1 HAVING count(DISTINCT b.value) = 1) d
    ON d.app = coalesce((SELECT dirname(g.path) FROM binding b JOIN file g ON g.id = b.file_id WHERE b.name = 'default_auto_field' AND b.class_id IS NOT NULL AND dirname(g.path) = f.app LIMIT 1), '')
WHERE NOT EXISTS (SELECT 1 FROM dj_attribute a WHERE a.class_id = m.class_id AND (a.is_primary OR a.attribute = 'id'))
  AND NOT EXISTS (SELECT 1 FROM dj_up u JOIN dj_class p ON p.class_id = u.base_id AND NOT p.is_abstract WHERE u.class_id = m.class_id AND u.depth > 0);

-- what a relation refers to: a class, 'self', 'Model' of the same application, 'app.Model', settings.AUTH_USER_MODEL
CREATE TEMP TABLE dj_target AS
SELECT a.class_id, a.attribute, coalesce(iif(a.to_class_id IS NOT NULL, t.class_id, NULL), (SELECT o.class_id FROM dj_model o
    WHERE o.app = iif(n.name LIKE '%.%', substr(n.name, 1, instr(n.name, '.') - 1), m.app) AND o.name = iif(n.name LIKE '%.%', substr(n.name, instr(n.name, '.') + 1), n.name) COLLATE NOCASE LIMIT 1)) AS target_id,
    n.name LIKE 'auth.%' AS is_auth
FROM dj_attribute a JOIN dj_model m ON m.class_id = a.class_id LEFT JOIN dj_model t ON t.class_id = a.to_class_id
LEFT JOIN (SELECT a.call_id, CASE a.to_name WHEN 'AUTH_USER_MODEL' THEN (SELECT name FROM dj_user) ELSE a.to_name END AS name FROM dj_field a) n ON n.call_id = a.call_id
WHERE a.takes IN ('fk', 'link') AND a.to_name IS NOT 'self'
UNION ALL SELECT class_id, attribute, class_id, 0 FROM dj_attribute WHERE takes IN ('fk', 'link') AND to_name = 'self';
CREATE INDEX temp.dj_target_class ON dj_target(class_id, attribute);
UPDATE dj_attribute SET type = (SELECT k.type FROM dj_target t JOIN dj_attribute k ON k.class_id = t.target_id AND k.is_primary WHERE t.class_id = dj_attribute.class_id AND t.attribute = dj_attribute.attribute
    AND NOT dj_attribute.is_loose) WHERE takes = 'fk';
UPDATE dj_attribute SET type = (SELECT k.type FROM dj_target t JOIN dj_attribute k ON k.class_id = t.target_id AND k.is_primary WHERE t.class_id = dj_attribute.class_id AND t.attribute = dj_attribute.attribute
    AND NOT dj_attribute.is_loose) WHERE takes = 'fk' AND type IS NULL;          -- a key that is itself a relation
UPDATE dj_attribute SET type = 'plumbline_unknown' WHERE type IS NULL;

INSERT INTO model(class_id, framework, schema, table_name, file_id, line)
SELECT class_id, 'django', 'public', table_name, file_id, line FROM dj_model WHERE NOT is_foreign;
INSERT INTO model_column(class_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT class_id, 'public', table_name, attribute, column_name, iif(counts AND call_id IS NULL, NULL, nullif(type, 'plumbline_unknown')), iif(takes = 'own', NULL, NOT is_null OR is_primary), counts OR has_db_default, has_default, is_primary, file_id, line
FROM dj_attribute WHERE takes <> 'link' AND class_id IN (SELECT class_id FROM dj_model WHERE NOT is_foreign);
INSERT INTO model_attribute(class_id, attribute, column_name)
SELECT class_id, 'pk', column_name FROM dj_attribute WHERE is_primary
UNION SELECT class_id, attribute || '_id', column_name FROM dj_attribute WHERE takes = 'fk';

-- The tables as migrate makes them
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'public.' || m.table_name, 1, 'CREATE TABLE "' || m.table_name || '" (' || (SELECT group_concat(d.sql, ', ') FROM (
    SELECT '"' || replace(a.column_name, '"', '""') || '" ' || a.type || iif(a.counts, ' GENERATED BY DEFAULT AS IDENTITY', '') || iif(a.is_null, '', ' NOT NULL')
        || iif(a.is_primary, ' PRIMARY KEY', iif(a.is_unique, ' UNIQUE', '')) || iif(a.has_db_default, ' DEFAULT ''''', '') AS sql, a.ordinal AS ordinal
    FROM dj_attribute a WHERE a.class_id = m.class_id AND a.takes <> 'link'
    UNION ALL SELECT 'LIKE plumbline_unknown', 0 WHERE m.is_open
    UNION ALL
    SELECT 'UNIQUE (' || (SELECT group_concat('"' || k.column_name || '"', ', ') FROM (SELECT * FROM property WHERE object_id = l.entity_id ORDER BY position) p
            JOIN dj_attribute k ON k.class_id = m.class_id AND k.attribute = p.value) || ')', 100000000
    FROM dj_option o JOIN property c ON o.entity = 'object' AND c.object_id = o.entity_id JOIN call u ON u.id = c.value_call_id AND u.callee GLOB 'django.db.models*UniqueConstraint'
    JOIN argument l ON l.call_id = u.id AND l.keyword = 'fields' AND l.entity = 'object'
    WHERE o.class_id = m.class_id AND o.name = 'constraints' AND NOT EXISTS (SELECT 1 FROM argument x WHERE x.call_id = u.id AND x.keyword = 'condition')
    UNION ALL
    SELECT 'UNIQUE (' || (SELECT group_concat('"' || k.column_name || '"', ', ') FROM (SELECT * FROM property WHERE object_id = t.entity_id ORDER BY position) p
            JOIN dj_attribute k ON k.class_id = m.class_id AND k.attribute = p.value) || ')', 100000001
    FROM dj_option o JOIN property t ON o.entity = 'object' AND t.object_id = o.entity_id AND t.entity = 'object' WHERE o.class_id = m.class_id AND o.name = 'unique_together'
    UNION ALL
    SELECT 'UNIQUE (' || group_concat('"' || k.column_name || '"', ', ') || ')', 100000002
    FROM dj_option o JOIN property p ON o.entity = 'object' AND p.object_id = o.entity_id JOIN dj_attribute k ON k.class_id = m.class_id AND k.attribute = p.value
    WHERE o.class_id = m.class_id AND o.name = 'unique_together' HAVING count(*) > 0
    ORDER BY 2) d) || ');', m.file_id, m.line
FROM dj_model m WHERE NOT m.is_foreign AND EXISTS (SELECT 1 FROM dj_attribute a WHERE a.class_id = m.class_id AND a.takes <> 'link');

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'public.' || m.table_name, 2, 'ALTER TABLE "' || m.table_name || '" ADD FOREIGN KEY ("' || a.column_name || '") REFERENCES "' || o.table_name || '" ("' || k.column_name || '");', a.file_id, a.line
FROM dj_attribute a JOIN dj_model m ON m.class_id = a.class_id AND NOT m.is_foreign JOIN dj_target t ON t.class_id = a.class_id AND t.attribute = a.attribute JOIN dj_model o ON o.class_id = t.target_id AND NOT o.is_foreign
JOIN dj_attribute k ON k.class_id = o.class_id AND k.is_primary WHERE a.takes = 'fk' AND NOT a.is_loose;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)                -- the table between two models
SELECT 'models', 'public.' || n.name, 3, 'CREATE TABLE "' || n.name || '" (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, "' || lower(iif(o.class_id = m.class_id, 'from_' || m.name, m.name)) || '_id" ' || coalesce(k.type, 'plumbline_unknown')
    || ' NOT NULL, ' || iif(o.class_id IS NULL, 'LIKE plumbline_unknown', '"' || lower(iif(o.class_id = m.class_id, 'to_' || o.name, o.name)) || '_id" ' || coalesce(j.type, 'plumbline_unknown') || ' NOT NULL, UNIQUE ("' || lower(iif(o.class_id = m.class_id, 'from_' || m.name, m.name)) || '_id", "' || lower(iif(o.class_id = m.class_id, 'to_' || o.name, o.name)) || '_id")') || ');', a.file_id, a.line
FROM dj_attribute a JOIN dj_model m ON m.class_id = a.class_id AND NOT m.is_foreign JOIN (SELECT class_id, attribute, coalesce(db_table, table_name || '_' || attribute) AS name FROM dj_attribute) n
    ON n.class_id = a.class_id AND n.attribute = a.attribute
LEFT JOIN dj_target t ON t.class_id = a.class_id AND t.attribute = a.attribute LEFT JOIN dj_model o ON o.class_id = t.target_id
LEFT JOIN dj_attribute k ON k.class_id = m.class_id AND k.is_primary LEFT JOIN dj_attribute j ON j.class_id = o.class_id AND j.is_primary
WHERE a.takes = 'link' AND NOT a.is_through;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'public.' || m.table_name, 4, 'CREATE INDEX ' || coalesce('"' || n.value || '" ', '') || 'ON "' || m.table_name || '" (' || (SELECT group_concat('"' || k.column_name || '"' || iif(p.value LIKE '-%', ' DESC', ''), ', ')
    FROM (SELECT * FROM property WHERE object_id = l.entity_id ORDER BY position) p JOIN dj_attribute k ON k.class_id = m.class_id AND k.attribute = ltrim(p.value, '-')) || ');', u.file_id, u.line
FROM dj_model m JOIN dj_option o ON o.class_id = m.class_id AND o.name = 'indexes' AND o.entity = 'object' JOIN property c ON c.object_id = o.entity_id
JOIN call u ON u.id = c.value_call_id AND u.callee GLOB 'django.db.models*.Index' JOIN argument l ON l.call_id = u.id AND l.keyword = 'fields' AND l.entity = 'object'
LEFT JOIN argument n ON n.call_id = u.id AND n.keyword = 'name'
WHERE NOT m.is_foreign;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)                -- relations, db_index=True and slugs
SELECT 'models', 'public.' || m.table_name, 5, 'CREATE INDEX ON "' || m.table_name || '" ("' || a.column_name || '");', a.file_id, a.line
FROM dj_attribute a JOIN dj_model m ON m.class_id = a.class_id AND NOT m.is_foreign JOIN dj_field f ON f.call_id = a.call_id WHERE f.is_indexed AND NOT a.is_unique AND NOT a.is_primary;
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)                -- it is there, and made elsewhere
SELECT 'models', 'public.' || table_name, 1, 'CREATE TABLE "' || table_name || '" (LIKE plumbline_unknown);', file_id, line FROM dj_model WHERE is_foreign GROUP BY table_name;
DELETE FROM ddl_text WHERE text IS NULL AND source = 'models';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)                -- where no migrations say so
SELECT 'models', '', 0, b.text || ';', m.file_id, 1 FROM dj_brought b, (SELECT min(file_id) AS file_id FROM dj_model) m WHERE m.file_id IS NOT NULL AND b.app IN ('', 'contenttypes', 'auth', 'sessions', 'sites', 'admin');

-- tables made by applications that are not here, and by SQL of migrations: then more may exist than the models tell
CREATE TEMP TABLE dj_elsewhere AS
SELECT b.file_id, b.line FROM binding b JOIN property p ON b.entity = 'object' AND p.object_id = b.entity_id
WHERE b.name GLOB '*APPS' AND b.how <> 'member' AND (p.value IS NULL OR p.value NOT GLOB 'django.contrib.*'
    AND p.value NOT IN ('rest_framework', 'corsheaders', 'django_filters', 'drf_spectacular', 'drf_yasg', 'debug_toolbar', 'django_extensions', 'crispy_forms', 'storages', 'channels', 'daphne', 'whitenoise.runserver_nostatic')
    AND NOT EXISTS (SELECT 1 FROM dj_file f WHERE f.path GLOB replace(p.value, '.', '/') || '[/.]*' OR f.path GLOB '*/' || replace(p.value, '.', '/') || '[/.]*'
        OR p.value LIKE '%.%' AND f.path GLOB '*' || replace(substr(p.value, 1, length(rtrim(p.value, replace(p.value, '.', ''))) - 1), '.', '/') || '.py'))
UNION ALL
SELECT b.file_id, b.line FROM binding b WHERE b.name = 'INSTALLED_APPS' AND b.how <> 'member' AND b.entity IS NOT 'object'
UNION ALL
SELECT file_id, line FROM dj_model WHERE NOT EXISTS (SELECT 1 FROM binding WHERE name = 'INSTALLED_APPS')
UNION ALL
SELECT file_id, line FROM call WHERE callee = 'django.db.migrations.RunSQL';
INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', '', 9, 'DO $do$ BEGIN EXECUTE current_setting(''tables that are made elsewhere''); END $do$;', file_id, line FROM dj_elsewhere WHERE EXISTS (SELECT 1 FROM dj_model) LIMIT 1;
