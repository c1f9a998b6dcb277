-- title: SQLAlchemy's columns, types and constraints as SQL
-- package: pypi sqlalchemy sqlmodel flask_sqlalchemy alembic
--
-- Read by sqlalchemy.sql (models) and alembic.sql (migrations): Column("name", String(50), nullable=False) → "name" character varying(50) NOT NULL.
-- Where arguments are loop variables over a literal, a call has several turns (sa_argument.turn); otherwise one, 0.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('sqlalchemy.orm.mapped_column()',           'sqlalchemy.Column()', 0),
    ('sqlalchemy.schema.Column()',               'sqlalchemy.Column()', 0),
    ('sqlalchemy.sql.schema.Column()',           'sqlalchemy.Column()', 0),
    ('sqlalchemy.sql.Column()',                  'sqlalchemy.Column()', 0),
    ('sqlmodel.Column()',                        'sqlalchemy.Column()', 0),
    ('sqlalchemy.orm.deferred()',                '#0',                  0),
    ('sqlalchemy.schema.ForeignKey()',           'sqlalchemy.ForeignKey()', 0),
    ('sqlalchemy.sql.schema.ForeignKey()',       'sqlalchemy.ForeignKey()', 0),
    ('sqlmodel.ForeignKey()',                    'sqlalchemy.ForeignKey()', 0),
    ('sqlalchemy.schema.Table()',                'sqlalchemy.Table()',  0),
    ('sqlalchemy.sql.schema.Table()',            'sqlalchemy.Table()',  0);

INSERT INTO type_alias(path, type, same)         -- db.Column, db.Integer: what Flask-SQLAlchemy hands on
    SELECT 'flask_sqlalchemy.SQLAlchemy().' || column1, 'sqlalchemy.' || column1, 0
    FROM (VALUES ('Column'), ('ForeignKey'), ('Table'), ('String'), ('Unicode'), ('Text'), ('UnicodeText'), ('Integer'), ('BigInteger'), ('SmallInteger'),
        ('Boolean'), ('Float'), ('Double'), ('Numeric'), ('Date'), ('DateTime'), ('Time'), ('Interval'), ('LargeBinary'), ('JSON'), ('Uuid'),
        ('UUID'), ('ARRAY'), ('Enum'), ('PickleType'), ('TIMESTAMP'), ('VARCHAR'), ('CHAR'), ('PrimaryKeyConstraint'), ('UniqueConstraint'),
        ('CheckConstraint'), ('ForeignKeyConstraint'), ('Index'), ('Sequence'), ('Identity'), ('Computed'), ('func'), ('text'), ('select'),
        ('insert'), ('update'), ('delete'), ('and_'), ('or_'), ('not_'), ('desc'), ('asc'), ('case'), ('cast'));
INSERT INTO type_alias(path, type, same)
    SELECT 'flask_sqlalchemy.SQLAlchemy().' || column1, 'sqlalchemy.orm.' || column1, 0
    FROM (VALUES ('relationship'), ('backref'), ('joinedload'), ('selectinload'), ('subqueryload'), ('contains_eager'), ('column_property'), ('mapped_column'),
        ('synonym'), ('deferred'), ('dynamic_loader'), ('declared_attr'));

-- facts
CREATE TEMP TABLE sa_call AS                    -- calls into the libraries, by the last part of the name
SELECT id AS call_id, callee, replace(callee, rtrim(callee, replace(callee, '.', '')), '') AS name, file_id, line
FROM call
WHERE callee GLOB 'sqlalchemy*' OR callee GLOB 'sqlmodel*' OR callee GLOB 'alembic*' OR callee GLOB 'pgvector*' OR callee GLOB 'geoalchemy2*';
CREATE INDEX temp.sa_call_id ON sa_call(call_id);

CREATE TEMP TABLE sa_argument AS
SELECT a.call_id, 0 AS turn, a.position, a.keyword, a.kind, a.text, a.value, a.type, a.origin, a.entity, a.entity_id, a.is_spread, a.value_call_id
FROM argument a JOIN sa_call c ON c.call_id = a.call_id
WHERE NOT EXISTS (SELECT 1 FROM argument_turn t WHERE t.call_id = a.call_id)
UNION ALL
SELECT a.call_id, n.turn, a.position, a.keyword, iif(t.call_id IS NULL, a.kind, t.kind), iif(t.call_id IS NULL, a.text, t.text), iif(t.call_id IS NULL, a.value, t.value),
    iif(t.call_id IS NULL, a.type, t.type), iif(t.call_id IS NULL, a.origin, t.origin), iif(t.call_id IS NULL, a.entity, t.entity), iif(t.call_id IS NULL, a.entity_id, t.entity_id),
    a.is_spread, iif(t.call_id IS NULL, a.value_call_id, t.value_call_id)
FROM argument a
JOIN sa_call c ON c.call_id = a.call_id
JOIN (SELECT DISTINCT call_id, turn FROM argument_turn) n ON n.call_id = a.call_id
LEFT JOIN argument_turn t ON t.call_id = a.call_id AND t.position = a.position AND t.turn = n.turn;
-- *timestamps(), *COMMON: the entries of a list or tuple that is known stand in its place
INSERT INTO sa_argument
SELECT a.call_id, a.turn, a.position + p.position, NULL, p.kind, p.text, p.value, p.type, p.origin, p.entity, p.entity_id, p.is_spread, p.value_call_id
FROM sa_argument a JOIN property p ON p.object_id = a.entity_id AND p.key IS NULL WHERE a.is_spread AND a.entity = 'object' AND a.keyword IS NULL;
DELETE FROM sa_argument WHERE is_spread AND entity = 'object' AND EXISTS (SELECT 1 FROM property p WHERE p.object_id = sa_argument.entity_id AND p.key IS NULL);
CREATE INDEX temp.sa_argument_call ON sa_argument(call_id, turn, position);

CREATE TEMP TABLE sa_turns AS SELECT call_id, max(turn) + 1 AS turns FROM sa_argument GROUP BY call_id;
CREATE INDEX temp.sa_turns_call ON sa_turns(call_id);

-- The names of types, and what PostgreSQL calls them. 'n' takes a length, 'p' a precision and scale, 'z' a time zone.
CREATE TEMP TABLE sa_name(name TEXT PRIMARY KEY, sql TEXT, takes TEXT);
INSERT INTO sa_name(name, sql, takes) VALUES
    ('String', 'character varying', 'n'), ('VARCHAR', 'character varying', 'n'), ('Unicode', 'character varying', 'n'), ('NVARCHAR', 'character varying', 'n'),
    ('AutoString', 'character varying', 'n'), ('CHAR', 'character', 'n'), ('NCHAR', 'character', 'n'), ('Text', 'text', ''), ('TEXT', 'text', ''), ('UnicodeText', 'text', ''),
    ('CLOB', 'text', ''), ('Integer', 'integer', ''), ('INTEGER', 'integer', ''), ('INT', 'integer', ''), ('BigInteger', 'bigint', ''), ('BIGINT', 'bigint', ''),
    ('SmallInteger', 'smallint', ''), ('SMALLINT', 'smallint', ''), ('Boolean', 'boolean', ''), ('BOOLEAN', 'boolean', ''), ('Float', 'double precision', ''),
    ('FLOAT', 'double precision', ''), ('Double', 'double precision', ''), ('DOUBLE', 'double precision', ''), ('DOUBLE_PRECISION', 'double precision', ''), ('REAL', 'real', ''),
    ('Numeric', 'numeric', 'p'), ('NUMERIC', 'numeric', 'p'), ('DECIMAL', 'numeric', 'p'), ('Date', 'date', ''), ('DATE', 'date', ''), ('DateTime', 'timestamp', 'z'),
    ('DATETIME', 'timestamp', 'z'), ('TIMESTAMP', 'timestamp', 'z'), ('Time', 'time', 'z'), ('TIME', 'time', 'z'), ('Interval', 'interval', ''), ('INTERVAL', 'interval', ''),
    ('LargeBinary', 'bytea', ''), ('BYTEA', 'bytea', ''), ('BLOB', 'bytea', ''), ('PickleType', 'bytea', ''), ('JSON', 'json', ''), ('JSONB', 'jsonb', ''), ('Uuid', 'uuid', ''),
    ('UUID', 'uuid', ''), ('INET', 'inet', ''), ('CIDR', 'cidr', ''), ('MACADDR', 'macaddr', ''), ('MACADDR8', 'macaddr8', ''), ('MONEY', 'money', ''), ('OID', 'oid', ''),
    ('TSVECTOR', 'tsvector', ''), ('TSQUERY', 'tsquery', ''), ('REGCLASS', 'regclass', ''), ('BIT', 'bit', 'n'), ('INT4RANGE', 'int4range', ''), ('INT8RANGE', 'int8range', ''),
    ('NUMRANGE', 'numrange', ''), ('DATERANGE', 'daterange', ''), ('TSRANGE', 'tsrange', ''), ('TSTZRANGE', 'tstzrange', ''), ('XML', 'xml', ''),
    -- brought by extensions, which may have been installed by hand
    ('CITEXT', 'plumbline_unknown', ''), ('HSTORE', 'plumbline_unknown', ''), ('Vector', 'plumbline_unknown', ''), ('VECTOR', 'plumbline_unknown', ''),
    ('HALFVEC', 'plumbline_unknown', ''), ('Geometry', 'plumbline_unknown', ''), ('Geography', 'plumbline_unknown', '');

CREATE TEMP TABLE sa_bare AS                    -- a type named without a call: Column(Integer)
SELECT DISTINCT t.type, n.sql || iif(n.takes = 'z', ' without time zone', '') AS sql
FROM (SELECT type FROM sa_argument UNION SELECT type FROM binding WHERE name = 'impl') t
JOIN sa_name n ON n.name = replace(t.type, rtrim(t.type, replace(t.type, '.', '')), '')
WHERE t.type GLOB 'sqlalchemy*' OR t.type GLOB 'sqlmodel*' OR t.type GLOB 'pgvector*' OR t.type GLOB 'geoalchemy2*';
CREATE INDEX temp.sa_bare_type ON sa_bare(type);

CREATE TEMP TABLE sa_enum AS                    -- Enum("a", "b", name="kind"), Enum(Kind), ENUM(…, create_type=False)
SELECT c.call_id, c.file_id, c.line, c.name = 'ENUM' AS is_postgresql,
    coalesce((SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND a.keyword = 'name'), (SELECT lower(k.name) FROM class k WHERE k.id = e.entity_id)) AS name,
    (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND a.keyword = 'schema') AS schema,
    CASE WHEN e.call_id IS NOT NULL THEN
        (SELECT group_concat('''' || replace(iif(v.call_id IS NULL, b.name, coalesce(b.value, b.name)), '''', '''''') || '''', ', ')
         FROM (SELECT * FROM binding ORDER BY id) b WHERE b.class_id = e.entity_id AND b.how = 'field' AND b.kind IS NOT NULL AND b.name NOT LIKE '!_%' ESCAPE '!')
    ELSE (SELECT group_concat('''' || replace(a.value, '''', '''''') || '''', ', ') FROM (SELECT * FROM sa_argument ORDER BY call_id, position) a
          WHERE a.call_id = c.call_id AND a.keyword IS NULL AND a.value IS NOT NULL) END AS labels,
    NOT EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.keyword = 'native_enum' AND a.value = 'false') AS native,
    NOT EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.keyword = 'create_type' AND a.value = 'false') AS creates
FROM sa_call c
LEFT JOIN sa_argument e ON e.call_id = c.call_id AND e.position = 0 AND e.keyword IS NULL AND e.entity = 'class'
LEFT JOIN sa_argument v ON v.call_id = c.call_id AND v.keyword = 'values_callable'
WHERE c.name IN ('Enum', 'ENUM') AND c.callee NOT GLOB 'alembic*'
GROUP BY c.call_id;
CREATE INDEX temp.sa_enum_call ON sa_enum(call_id);

CREATE TEMP TABLE sa_type AS                    -- a type made by a call: String(50)
SELECT c.call_id, CASE n.takes
    WHEN 'n' THEN n.sql || coalesce((SELECT '(' || a.value || ')' FROM sa_argument a WHERE a.call_id = c.call_id
        AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'length') AND a.value GLOB '[1-9]*'), '')
    WHEN 'p' THEN n.sql || coalesce('(' || (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id
            AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'precision') AND a.value GLOB '[1-9]*')
        || coalesce(',' || (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND (a.position = 1 AND a.keyword IS NULL OR a.keyword = 'scale')
            AND a.value GLOB '[0-9]*'), '') || ')', '')
    WHEN 'z' THEN n.sql || iif(EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.value = 'true'
        AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'timezone')), ' with time zone', ' without time zone')
    ELSE n.sql END AS sql
FROM sa_call c JOIN sa_name n ON n.name = c.name
UNION ALL
SELECT call_id, iif(native AND name IS NOT NULL, coalesce('"' || schema || '".', '') || '"' || replace(name, '"', '""') || '"', 'character varying') FROM sa_enum
UNION ALL
SELECT c.call_id, 'plumbline_unknown' FROM sa_call c WHERE c.name IN ('Variant', 'with_variant', 'ARRAY', 'MutableDict', 'MutableList', 'as_mutable');
CREATE INDEX temp.sa_type_call ON sa_type(call_id);
UPDATE sa_type SET sql = coalesce(              -- ARRAY(String(50))
    (SELECT s.sql || '[]' FROM sa_argument a JOIN sa_type s ON s.call_id = a.origin WHERE a.call_id = sa_type.call_id AND a.position = 0 AND s.sql <> 'plumbline_unknown'),
    (SELECT b.sql || '[]' FROM sa_argument a JOIN sa_bare b ON b.type = a.type WHERE a.call_id = sa_type.call_id AND a.position = 0 AND b.sql <> 'plumbline_unknown'), sql)
WHERE call_id IN (SELECT call_id FROM sa_call WHERE name = 'ARRAY');
UPDATE sa_type SET sql = coalesce(              -- MutableDict.as_mutable(JSONB), String().with_variant(…)
    (SELECT s.sql FROM sa_argument a JOIN sa_type s ON s.call_id = a.origin WHERE a.call_id = sa_type.call_id AND a.position = 0),
    (SELECT b.sql FROM sa_argument a JOIN sa_bare b ON b.type = a.type WHERE a.call_id = sa_type.call_id AND a.position = 0), sql)
WHERE call_id IN (SELECT call_id FROM sa_call WHERE name = 'as_mutable');

CREATE TEMP TABLE sa_class_type AS              -- class Money(TypeDecorator): impl = Numeric
SELECT b.class_id, coalesce((SELECT s.sql FROM sa_type s WHERE s.call_id = b.origin), (SELECT e.sql FROM sa_bare e WHERE e.type = b.type)) AS sql
FROM binding b WHERE b.name = 'impl' AND b.class_id IS NOT NULL;

-- Column(…): what it says, without the name where the attribute gives it
CREATE TEMP TABLE sa_column AS
SELECT c.call_id, n.turn,
    (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND (a.position = 0 AND a.keyword IS NULL AND (a.kind = 'string' OR a.entity = 'constant')
        OR a.keyword = 'name')) AS name,
    coalesce((SELECT s.sql FROM sa_argument a JOIN sa_type s ON s.call_id = a.origin AND a.type NOT LIKE '%ForeignKey()'
            WHERE a.call_id = c.call_id AND a.turn = n.turn AND (a.position < 2 AND a.keyword IS NULL OR a.keyword = 'type_') ORDER BY a.position LIMIT 1),
        (SELECT b.sql FROM sa_argument a JOIN sa_bare b ON b.type = a.type WHERE a.call_id = c.call_id AND a.turn = n.turn
            AND (a.position < 2 AND a.keyword IS NULL OR a.keyword = 'type_') ORDER BY a.position LIMIT 1),
        (SELECT k.sql FROM sa_argument a JOIN sa_class_type k ON a.entity IN ('class', 'instance') AND k.class_id = a.entity_id WHERE a.call_id = c.call_id AND a.turn = n.turn
            AND (a.position < 2 AND a.keyword IS NULL OR a.keyword = 'type_') ORDER BY a.position LIMIT 1)) AS type,
    (SELECT count(*) FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND (a.position < 2 AND a.keyword IS NULL AND a.kind <> 'string' AND a.entity IS NOT 'constant'
        AND coalesce(a.type, '') NOT IN ('sqlalchemy.ForeignKey()', 'sqlalchemy.Sequence()', 'sqlalchemy.Identity()', 'sqlalchemy.Computed()', 'sqlalchemy.CheckConstraint()')
        OR a.keyword = 'type_')) AS asks_type,
    (SELECT e.call_id FROM sa_argument a JOIN sa_enum e ON e.call_id = a.origin WHERE a.call_id = c.call_id AND a.turn = n.turn AND e.native AND e.name IS NOT NULL LIMIT 1) AS enum_call_id,
    (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'nullable') AS nullable,
    EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'primary_key' AND a.value = 'true') AS is_primary,
    EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'unique' AND a.value = 'true') AS is_unique,
    EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'index' AND a.value = 'true') AS is_indexed,
    (SELECT a.value FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'autoincrement') AS counting,
    (SELECT f.value FROM sa_argument a JOIN sa_argument f ON f.call_id = a.origin AND f.position = 0 WHERE a.call_id = c.call_id AND a.turn = n.turn
        AND a.type = 'sqlalchemy.ForeignKey()' LIMIT 1) AS refers,
    (SELECT f.value FROM sa_argument a JOIN sa_argument f ON f.call_id = a.origin AND f.keyword = 'ondelete' WHERE a.call_id = c.call_id AND a.turn = n.turn
        AND a.type = 'sqlalchemy.ForeignKey()' LIMIT 1) AS on_delete,
    EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.type = 'sqlalchemy.ForeignKey()') AS is_foreign,
    EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword IN ('default', 'onupdate', 'default_factory', 'insert_default')
        AND NOT (a.kind = 'constant' AND a.value = 'null')) AS has_client_default,
    CASE WHEN EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.type = 'sqlalchemy.Identity()') THEN 'GENERATED BY DEFAULT AS IDENTITY'
        WHEN EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.type = 'sqlalchemy.Computed()')
            THEN 'GENERATED ALWAYS AS (' || coalesce((SELECT f.value FROM sa_argument a JOIN sa_argument f ON f.call_id = a.origin AND f.position = 0
                WHERE a.call_id = c.call_id AND a.type = 'sqlalchemy.Computed()'), 'NULL') || ') STORED'
        ELSE (SELECT 'DEFAULT ' || CASE WHEN t.name = 'text' THEN coalesce(x.value, '''''')
                WHEN a.kind = 'string' OR a.entity = 'constant' THEN '''' || replace(a.value, '''', '''''') || ''''
                WHEN a.type LIKE 'sqlalchemy%.now()' THEN 'now()' WHEN a.type LIKE 'sqlalchemy%.current_timestamp()' THEN 'CURRENT_TIMESTAMP'
                WHEN a.type LIKE 'sqlalchemy%.gen_random_uuid()' THEN 'gen_random_uuid()'
                WHEN a.type LIKE 'sqlalchemy%.true()' THEN 'true' WHEN a.type LIKE 'sqlalchemy%.false()' THEN 'false' ELSE '''''' END
            FROM sa_argument a LEFT JOIN sa_call t ON t.call_id = a.value_call_id LEFT JOIN sa_argument x ON x.call_id = a.value_call_id AND x.position = 0
            WHERE a.call_id = c.call_id AND a.turn = n.turn AND a.keyword = 'server_default' AND NOT (a.kind = 'constant' AND a.value = 'null')) END AS fill
FROM sa_call c JOIN (SELECT DISTINCT call_id, turn FROM sa_argument UNION SELECT call_id, 0 FROM sa_call WHERE call_id NOT IN (SELECT call_id FROM sa_argument)) n ON n.call_id = c.call_id
WHERE c.name IN ('Column', 'mapped_column');
CREATE INDEX temp.sa_column_call ON sa_column(call_id, turn);

CREATE TEMP TABLE sa_list AS                    -- ["a", "b"] and ("a", "b") as "a", "b"
SELECT p.object_id, group_concat('"' || replace(p.value, '"', '""') || '"', ', ') AS names, count(*) = count(p.value) AS complete
FROM (SELECT * FROM property ORDER BY object_id, position) p
WHERE p.object_id IN (SELECT entity_id FROM sa_argument WHERE entity = 'object') GROUP BY p.object_id;
CREATE INDEX temp.sa_list_object ON sa_list(object_id);

-- Constraints as table elements: PrimaryKeyConstraint("id"), ForeignKeyConstraint(["a"], ["t.id"]), UniqueConstraint("a", "b", name="u"), CheckConstraint("a > 0")
CREATE TEMP TABLE sa_constraint AS
SELECT c.call_id, c.name AS kind,
    coalesce('CONSTRAINT "' || replace(k.value, '"', '""') || '" ', '') || CASE c.name
        WHEN 'PrimaryKeyConstraint' THEN 'PRIMARY KEY (' || p.names || ')'
        WHEN 'UniqueConstraint' THEN 'UNIQUE (' || p.names || ')'
        WHEN 'CheckConstraint' THEN 'CHECK (' || coalesce((SELECT coalesce(a.value, x.value) FROM sa_argument a LEFT JOIN sa_argument x ON x.call_id = a.value_call_id AND x.position = 0
            WHERE a.call_id = c.call_id AND a.position = 0), 'true') || ')'
        WHEN 'ForeignKeyConstraint' THEN 'FOREIGN KEY (' || l.names || ') REFERENCES ' ||
            (SELECT '"' || replace(rtrim(rtrim(v.value, replace(v.value, '.', '')), '.'), '.', '"."') || '" (' ||
                (SELECT group_concat('"' || replace(w.value, rtrim(w.value, replace(w.value, '.', '')), '') || '"', ', ')
                 FROM (SELECT * FROM property ORDER BY object_id, position) w WHERE w.object_id = r.entity_id) || ')'
             FROM property v WHERE v.object_id = r.entity_id AND v.position = 0)
            || coalesce(' ON DELETE ' || (SELECT upper(a.value) FROM sa_argument a WHERE a.call_id = c.call_id AND a.keyword = 'ondelete'), '') END AS sql,
    p.names
FROM sa_call c
LEFT JOIN sa_argument k ON k.call_id = c.call_id AND k.keyword = 'name' AND k.value <> 'null'
LEFT JOIN (SELECT a.call_id, group_concat('"' || replace(a.value, '"', '""') || '"', ', ') AS names FROM (SELECT * FROM sa_argument ORDER BY call_id, position) a
    WHERE a.keyword IS NULL AND a.value IS NOT NULL GROUP BY a.call_id) p ON p.call_id = c.call_id
LEFT JOIN sa_argument x ON x.call_id = c.call_id AND x.keyword IS NULL AND x.position = 0
LEFT JOIN sa_list l ON l.object_id = x.entity_id
LEFT JOIN sa_argument r ON r.call_id = c.call_id AND r.keyword IS NULL AND r.position = 1
WHERE c.name IN ('PrimaryKeyConstraint', 'UniqueConstraint', 'CheckConstraint', 'ForeignKeyConstraint');
CREATE INDEX temp.sa_constraint_call ON sa_constraint(call_id);
