-- title: Django's fields as SQL
-- package: pypi django rest_framework
-- files: **/settings.py **/settings/*.py **/apps.py
--
-- Read by django-models.sql and django-migrations.sql: models.CharField(max_length=80, null=True) → character varying(80). What a field of another library or
-- of the program's own is stored as, only that class knows.

-- types
INSERT INTO type_alias(path, type, same) VALUES ('django.db.migrations.migration.Migration', 'django.db.migrations.Migration', 0);

-- facts
CREATE TEMP TABLE dj_type(name TEXT PRIMARY KEY, sql TEXT, takes TEXT);         -- takes: n a length · p digits and places
INSERT INTO dj_type(name, sql, takes) VALUES
    ('AutoField', 'integer', ''), ('BigAutoField', 'bigint', ''), ('SmallAutoField', 'smallint', ''), ('BigIntegerField', 'bigint', ''), ('BinaryField', 'bytea', ''),
    ('BooleanField', 'boolean', ''), ('NullBooleanField', 'boolean', ''), ('CharField', 'character varying', 'n'), ('DateField', 'date', ''), ('DateTimeField', 'timestamp with time zone', ''),
    ('DecimalField', 'numeric', 'p'), ('DurationField', 'interval', ''), ('EmailField', 'character varying(254)', 'n'), ('FileField', 'character varying(100)', 'n'),
    ('FilePathField', 'character varying(100)', 'n'), ('FloatField', 'double precision', ''), ('ImageField', 'character varying(100)', 'n'), ('IntegerField', 'integer', ''),
    ('IPAddressField', 'inet', ''), ('GenericIPAddressField', 'inet', ''), ('JSONField', 'jsonb', ''), ('PositiveBigIntegerField', 'bigint', ''), ('PositiveIntegerField', 'integer', ''),
    ('PositiveSmallIntegerField', 'smallint', ''), ('SlugField', 'character varying(50)', 'n'), ('SmallIntegerField', 'smallint', ''), ('TextField', 'text', ''), ('TimeField', 'time without time zone', ''),
    ('URLField', 'character varying(200)', 'n'), ('UUIDField', 'uuid', ''), ('ForeignKey', NULL, 'fk'), ('OneToOneField', NULL, 'fk'), ('ManyToManyField', NULL, 'link'), ('ForeignObject', NULL, 'none'),
    ('GenericForeignKey', NULL, 'none'), ('GenericRelation', NULL, 'none'), ('SearchVectorField', 'tsvector', ''), ('IntegerRangeField', 'int4range', ''), ('BigIntegerRangeField', 'int8range', ''),
    ('DecimalRangeField', 'numrange', ''), ('DateTimeRangeField', 'tstzrange', ''), ('DateRangeField', 'daterange', ''), ('ArrayField', 'plumbline_unknown', ''), ('HStoreField', 'plumbline_unknown', ''),
    ('CICharField', 'plumbline_unknown', ''), ('CIEmailField', 'plumbline_unknown', ''), ('CITextField', 'plumbline_unknown', ''), ('GeneratedField', 'plumbline_unknown', ''),
    ('PointField', 'plumbline_unknown', ''), ('PolygonField', 'plumbline_unknown', ''), ('MultiPolygonField', 'plumbline_unknown', ''), ('GeometryField', 'plumbline_unknown', ''),
    ('LineStringField', 'plumbline_unknown', ''), ('MultiPointField', 'plumbline_unknown', ''), ('RasterField', 'plumbline_unknown', '');

CREATE TEMP TABLE dj_own AS                     -- classes of the program that extend a field
WITH RECURSIVE own(class_id) AS (
    SELECT class_id FROM class_base WHERE type GLOB 'django.*Field' OR type GLOB 'django.*ForeignKey'
    UNION
    SELECT b.class_id FROM class_base b JOIN own o ON b.base_class_id = o.class_id
)
SELECT class_id, 'class:' || class_id AS callee FROM own;
CREATE INDEX temp.dj_own_callee ON dj_own(callee);

CREATE TEMP TABLE dj_field AS
SELECT c.id AS call_id, t.name, t.takes, c.file_id, c.line,
    CASE t.takes WHEN 'n' THEN coalesce((SELECT 'character varying(' || a.value || ')' FROM argument a WHERE a.call_id = c.id AND a.keyword = 'max_length' AND a.value GLOB '[1-9]*'),
            iif(EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'max_length'), 'plumbline_unknown', t.sql))
        WHEN 'p' THEN 'numeric' || coalesce((SELECT '(' || d.value || ',' || p.value || ')' FROM argument d JOIN argument p ON p.call_id = d.call_id AND p.keyword = 'decimal_places' AND p.value GLOB '[0-9]*'
            WHERE d.call_id = c.id AND d.keyword = 'max_digits' AND d.value GLOB '[1-9]*'), '') ELSE t.sql END AS sql,
    t.name = 'NullBooleanField' OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'null' AND a.value = 'true') AS is_null,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'primary_key' AND a.value = 'true') AS is_primary,
    t.name = 'OneToOneField' OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'unique' AND a.value = 'true') AS is_unique,
    coalesce((SELECT a.value = 'true' FROM argument a WHERE a.call_id = c.id AND a.keyword = 'db_index'), t.name = 'SlugField' OR t.takes = 'fk') AS is_indexed,
    t.name IN ('AutoField', 'BigAutoField', 'SmallAutoField') AS counts,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.keyword = 'db_column') AS db_column,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND (a.keyword = 'default' OR a.keyword IN ('auto_now', 'auto_now_add') AND a.value = 'true')) AS has_default,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'db_default') AS has_db_default,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.keyword = 'db_table') AS db_table,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'through') AS is_through,
    EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND (a.keyword = 'db_constraint' AND a.value IS NOT 'true' OR a.keyword = 'to_field')) AS is_loose,
    (SELECT iif(a.type = 'django.conf.settings.AUTH_USER_MODEL' OR a.text = 'settings.AUTH_USER_MODEL', 'AUTH_USER_MODEL', a.value) FROM argument a
        WHERE a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'to') LIMIT 1) AS to_name,
    (SELECT a.entity_id FROM argument a WHERE a.call_id = c.id AND a.entity = 'class' AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'to') LIMIT 1) AS to_class_id,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.keyword = 'related_name') AS related_name
FROM call c JOIN dj_type t ON t.name = c.name
WHERE c.callee GLOB 'django.db.models*' OR c.callee GLOB 'django.contrib.*'
UNION ALL
SELECT c.id, c.name, 'own', c.file_id, c.line, 'plumbline_unknown', 1, EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.keyword = 'primary_key' AND a.value = 'true'), 0, 0, 0,
    (SELECT a.value FROM argument a WHERE a.call_id = c.id AND a.keyword = 'db_column'), 1, 0, NULL, 0, 1, NULL, NULL, NULL
FROM dj_own o JOIN call c ON c.callee = o.callee;
UPDATE dj_field SET sql = coalesce(             -- ArrayField(models.TextField())
    (SELECT b.sql || '[]' FROM argument a JOIN dj_field b ON b.call_id = a.value_call_id WHERE a.call_id = dj_field.call_id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'base_field')
        AND b.sql <> 'plumbline_unknown' AND b.sql NOT LIKE '%[]'), sql) WHERE name = 'ArrayField';
CREATE INDEX temp.dj_field_call ON dj_field(call_id);

CREATE TEMP TABLE dj_file AS                    -- the application a file belongs to: its AppConfig's label, or its folder's name
SELECT f.id AS file_id, f.path, f.role, f.app, coalesce((SELECT l.value FROM class_base k JOIN class c ON c.id = k.class_id JOIN file g ON g.id = c.file_id JOIN binding l ON l.class_id = c.id AND l.name = 'label'
        WHERE k.type GLOB 'django.apps.*AppConfig' AND dirname(g.path) = f.app AND l.value IS NOT NULL LIMIT 1), replace(f.app, rtrim(f.app, replace(f.app, '/', '')), '')) AS label
FROM (SELECT id, path, role, coalesce(regexp_capture('^(.*?)/(?:models|migrations)(?:/.*)?[^/]*$', path, 1), dirname(path)) AS app FROM file WHERE language = 'python') f;
CREATE INDEX temp.dj_file_id ON dj_file(file_id);

-- tables of the applications Django brings, as their own migrations make them: they stand in no file of the program
CREATE TEMP TABLE dj_brought(app TEXT, text TEXT);
INSERT INTO dj_brought VALUES
    ('contenttypes', 'CREATE TABLE django_content_type (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, app_label character varying(100) NOT NULL, model character varying(100) NOT NULL, UNIQUE (app_label, model))'),
    ('auth', 'CREATE TABLE auth_permission (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name character varying(255) NOT NULL, content_type_id integer NOT NULL, codename character varying(100) NOT NULL, UNIQUE (content_type_id, codename))'),
    ('auth', 'CREATE TABLE auth_group (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, name character varying(150) NOT NULL UNIQUE)'),
    ('auth', 'CREATE TABLE auth_group_permissions (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, group_id integer NOT NULL, permission_id integer NOT NULL, UNIQUE (group_id, permission_id))'),
    ('auth', 'CREATE TABLE auth_user (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, password character varying(128) NOT NULL, last_login timestamp with time zone, is_superuser boolean NOT NULL, '
        || 'username character varying(150) NOT NULL UNIQUE, first_name character varying(150) NOT NULL, last_name character varying(150) NOT NULL, email character varying(254) NOT NULL, '
        || 'is_staff boolean NOT NULL, is_active boolean NOT NULL, date_joined timestamp with time zone NOT NULL)'),
    ('auth', 'CREATE TABLE auth_user_groups (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, user_id integer NOT NULL, group_id integer NOT NULL, UNIQUE (user_id, group_id))'),
    ('auth', 'CREATE TABLE auth_user_user_permissions (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, user_id integer NOT NULL, permission_id integer NOT NULL, UNIQUE (user_id, permission_id))'),
    ('sessions', 'CREATE TABLE django_session (session_key character varying(40) PRIMARY KEY, session_data text NOT NULL, expire_date timestamp with time zone NOT NULL)'),
    ('sites', 'CREATE TABLE django_site (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, domain character varying(100) NOT NULL UNIQUE, name character varying(50) NOT NULL)'),
    ('admin', 'CREATE TABLE django_admin_log (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, action_time timestamp with time zone NOT NULL, object_id text, object_repr character varying(200) NOT NULL, '
        || 'action_flag smallint NOT NULL, change_message text NOT NULL, content_type_id integer, user_id plumbline_unknown NOT NULL)'),
    ('', 'CREATE TABLE django_migrations (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, app character varying(255) NOT NULL, name character varying(255) NOT NULL, applied timestamp with time zone NOT NULL)');
CREATE TEMP TABLE dj_user AS                    -- what settings.AUTH_USER_MODEL says: app.Model
SELECT coalesce((SELECT value FROM binding WHERE name = 'AUTH_USER_MODEL' AND value LIKE '%.%' AND how <> 'member' ORDER BY id LIMIT 1), 'auth.User') AS name;
