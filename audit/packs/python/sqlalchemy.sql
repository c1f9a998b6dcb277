-- title: SQLAlchemy and SQLModel
-- package: pypi sqlalchemy sqlmodel flask_sqlalchemy
--
-- Three ways to send a statement: text, the expression language (select(Model)…), and the unit of work (add, delete, an attribute set before commit).

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('sqlalchemy.text()',                                   '#0', 0),
    ('sqlalchemy.sql.text()',                               '#0', 0),
    ('sqlalchemy.sql.expression.text()',                    '#0', 0),
    ('sqlmodel.text()',                                     '#0', 0),
    ('sqlalchemy.orm.sessionmaker()()',                     'sqlalchemy.orm.Session()', 0),
    ('sqlalchemy.orm.session.sessionmaker()()',             'sqlalchemy.orm.Session()', 0),
    ('sqlalchemy.orm.sessionmaker().begin()',               'sqlalchemy.orm.Session()', 0),
    ('sqlalchemy.orm.scoped_session()',                     'sqlalchemy.orm.Session()', 0),
    ('sqlalchemy.orm.scoping.scoped_session()',             'sqlalchemy.orm.Session()', 0),
    ('sqlalchemy.orm.Session()()',                          'sqlalchemy.orm.Session()', 1),
    ('sqlalchemy.orm.session.Session()',                    'sqlalchemy.orm.Session()', 0),
    ('sqlmodel.Session()',                                  'sqlalchemy.orm.Session()', 0),
    ('sqlmodel.orm.session.Session()',                      'sqlalchemy.orm.Session()', 0),
    ('flask_sqlalchemy.SQLAlchemy().session',               'sqlalchemy.orm.Session()', 0),
    ('flask_sqlalchemy.SQLAlchemy().session()',             'sqlalchemy.orm.Session()', 0),
    ('flask_sqlalchemy.SQLAlchemy().engine',                'sqlalchemy.Engine()', 0),
    ('flask_sqlalchemy.SQLAlchemy().Model.query',           'sqlalchemy.Query()', 0),
    ('sqlalchemy.orm.Session().query_property()',           'sqlalchemy.Query()', 0),
    ('sqlalchemy.ext.asyncio.async_sessionmaker()()',       'sqlalchemy.AsyncSession()', 0),
    ('sqlalchemy.ext.asyncio.async_sessionmaker().begin()', 'sqlalchemy.AsyncSession()', 0),
    ('sqlalchemy.ext.asyncio.async_scoped_session()',       'sqlalchemy.AsyncSession()', 0),
    ('sqlalchemy.ext.asyncio.AsyncSession()',               'sqlalchemy.AsyncSession()', 0),
    ('sqlalchemy.ext.asyncio.session.AsyncSession()',       'sqlalchemy.AsyncSession()', 0),
    ('sqlmodel.ext.asyncio.session.AsyncSession()',         'sqlalchemy.AsyncSession()', 0),
    ('sqlalchemy.AsyncSession()()',                         'sqlalchemy.AsyncSession()', 1),
    ('sqlalchemy.create_engine()',                          'sqlalchemy.Engine()', 0),
    ('sqlmodel.create_engine()',                            'sqlalchemy.Engine()', 0),
    ('sqlalchemy.engine.create_engine()',                   'sqlalchemy.Engine()', 0),
    ('sqlalchemy.engine.Engine()',                          'sqlalchemy.Engine()', 0),
    ('sqlalchemy.ext.asyncio.create_async_engine()',        'sqlalchemy.AsyncEngine()', 0),
    ('sqlalchemy.ext.asyncio.AsyncEngine()',                'sqlalchemy.AsyncEngine()', 0),
    ('sqlalchemy.Engine().connect()',                       'sqlalchemy.Connection()', 0),
    ('sqlalchemy.Engine().begin()',                         'sqlalchemy.Connection()', 0),
    ('sqlalchemy.engine.Connection()',                      'sqlalchemy.Connection()', 0),
    ('sqlalchemy.engine.base.Connection()',                 'sqlalchemy.Connection()', 0),
    ('sqlalchemy.orm.Session().connection()',               'sqlalchemy.Connection()', 0),
    ('sqlalchemy.Connection().execution_options()',         'sqlalchemy.Connection()', 1),
    ('sqlalchemy.AsyncEngine().connect()',                  'sqlalchemy.AsyncConnection()', 0),
    ('sqlalchemy.AsyncEngine().begin()',                    'sqlalchemy.AsyncConnection()', 0),
    ('sqlalchemy.ext.asyncio.AsyncConnection()',            'sqlalchemy.AsyncConnection()', 0),
    ('sqlalchemy.orm.Session().query()',                    'sqlalchemy.Query()', 0),
    ('sqlalchemy.orm.Query()',                              'sqlalchemy.Query()', 0);
INSERT INTO type_alias(path, type, same)
    SELECT s || '.' || m || '()', t, 0
    FROM (SELECT column1 AS s FROM (VALUES ('sqlalchemy.orm.Session()'), ('sqlalchemy.AsyncSession()'), ('sqlalchemy.Connection()'), ('sqlalchemy.AsyncConnection()'))),
        (SELECT column1 AS m, column2 AS t FROM (VALUES ('execute', 'sqlalchemy.Result()'), ('exec_driver_sql', 'sqlalchemy.Result()'), ('stream', 'sqlalchemy.Result()'),
            ('exec', 'sqlalchemy.ScalarResult()'), ('scalars', 'sqlalchemy.ScalarResult()'), ('stream_scalars', 'sqlalchemy.ScalarResult()')));
INSERT INTO type_alias(path, type, same) VALUES
    ('sqlalchemy.Result().scalars()',      'sqlalchemy.ScalarResult()', 0),
    ('sqlalchemy.Result().mappings()',     'sqlalchemy.Result()',       1),
    ('sqlalchemy.Result().tuples()',       'sqlalchemy.Result()',       1),
    ('sqlalchemy.Result().unique()',       'sqlalchemy.Result()',       1),
    ('sqlalchemy.ScalarResult().unique()', 'sqlalchemy.ScalarResult()', 1);
INSERT INTO type_alias(path, type, same)                        -- methods that give the query itself back
    SELECT q || '.' || column1 || '()', q, 1
    FROM (VALUES ('filter'), ('filter_by'), ('where'), ('order_by'), ('join'), ('outerjoin'), ('options'), ('limit'), ('offset'), ('group_by'), ('having'), ('distinct'),
            ('with_for_update'), ('select_from'), ('execution_options'), ('populate_existing'), ('yield_per'), ('enable_eagerloads'), ('params'), ('slice'), ('correlate'),
            ('add_columns'), ('with_hint'), ('prefix_with'), ('values'), ('returning'), ('on_conflict_do_nothing'), ('on_conflict_do_update'), ('join_from'), ('enable_assertions'),
            ('reset_joinpoint'), ('autoflush'), ('fetch')),
        (SELECT column1 AS q FROM (VALUES ('sqlalchemy.Query()'), ('sqlalchemy.Select()'), ('sqlalchemy.Insert()'), ('sqlalchemy.Update()'), ('sqlalchemy.Delete()')));
INSERT INTO type_alias(path, type, same)
    SELECT p || f, t, 0
    FROM (SELECT column1 AS p FROM (VALUES ('sqlalchemy.'), ('sqlalchemy.sql.'), ('sqlalchemy.future.'), ('sqlalchemy.sql.expression.'), ('sqlalchemy.dialects.postgresql.'), ('sqlmodel.'))),
        (SELECT column1 AS f, column2 AS t FROM (VALUES ('select()', 'sqlalchemy.Select()'), ('insert()', 'sqlalchemy.Insert()'), ('update()', 'sqlalchemy.Update()'),
            ('delete()', 'sqlalchemy.Delete()')));
INSERT INTO type_alias(path, type, same) VALUES
    ('sqlalchemy.Table().select()', 'sqlalchemy.Select()', 0),
    ('sqlalchemy.Table().insert()', 'sqlalchemy.Insert()', 0),
    ('sqlalchemy.Table().update()', 'sqlalchemy.Update()', 0),
    ('sqlalchemy.Table().delete()', 'sqlalchemy.Delete()', 0);
INSERT INTO unit_of_work(path, effect) VALUES
    ('sqlalchemy.orm.Session()', 'opens'), ('sqlalchemy.AsyncSession()', 'opens'), ('sqlalchemy.Query()', 'opens'),
    ('sqlalchemy.orm.Session().begin', 'block'), ('sqlalchemy.AsyncSession().begin', 'block'), ('sqlalchemy.orm.sessionmaker().begin', 'block'),
    ('sqlalchemy.ext.asyncio.async_sessionmaker().begin', 'block'), ('sqlalchemy.Engine().begin', 'block'), ('sqlalchemy.AsyncEngine().begin', 'block');
INSERT INTO value_shape(path, shape)
    SELECT r || '.' || m, s
    FROM (SELECT column1 AS r FROM (VALUES ('sqlalchemy.Result()'), ('sqlalchemy.ScalarResult()'), ('sqlalchemy.Query()'))),
        (SELECT column1 AS m, column2 AS s FROM (VALUES ('all()', 'rows'), ('fetchall()', 'rows'), ('fetchmany()', 'rows'), ('all()[]', 'row'), ('fetchall()[]', 'row'), ('first()', 'row'),
            ('one_or_none()', 'row'), ('one()', 'row'), ('fetchone()', 'row'), ('scalar_one_or_none()', 'value'), ('scalar_one()', 'value'), ('scalar()', 'value'), ('rowcount', 'count'),
            ('count()', 'count'), ('get()', 'row')));
INSERT INTO query_step(path, effect, position, takes)
    SELECT q || '.' || column1, column2, NULL, NULL
    FROM (VALUES ('filter', 'where'), ('where', 'where'), ('filter_by', 'equals'), ('order_by', 'order'), ('limit', 'limit'), ('values', 'set'), ('group_by', 'group'), ('having', 'group'),
            ('add_columns', 'group'), ('with_only_columns', 'group'), ('join', 'join'), ('outerjoin', 'join'), ('join_from', 'join'), ('outerjoin_from', 'join'), ('select_from', 'join'),
            ('options', 'same'), ('distinct', 'same'), ('execution_options', 'same'), ('populate_existing', 'same'), ('yield_per', 'same'), ('with_for_update', 'same'),
            ('enable_eagerloads', 'same'), ('offset', 'same'), ('params', 'same'), ('unique', 'same'), ('returning', 'same')),
        (SELECT column1 AS q FROM (VALUES ('sqlalchemy.Query()'), ('sqlalchemy.Select()'), ('sqlalchemy.Insert()'), ('sqlalchemy.Update()'), ('sqlalchemy.Delete()')));
INSERT INTO query_step(path, effect, position, takes)
    SELECT p || f, 'root', NULL, NULL
    FROM (SELECT column1 AS p FROM (VALUES ('sqlalchemy.'), ('sqlalchemy.sql.'), ('sqlalchemy.future.'), ('sqlalchemy.sql.expression.'), ('sqlalchemy.dialects.postgresql.'), ('sqlmodel.'))),
        (SELECT column1 AS f FROM (VALUES ('select'), ('insert'), ('update'), ('delete')));
INSERT INTO query_step(path, effect, position, takes)
    SELECT 'sqlalchemy.Table().' || column1, 'root', NULL, NULL FROM (VALUES ('select'), ('insert'), ('update'), ('delete'));
INSERT INTO query_step(path, effect, position, takes) VALUES
    ('sqlalchemy.Query().first_or_404',   'same', NULL, 'first'),
    ('sqlalchemy.Query().one_or_404',     'same', NULL, 'all'),
    ('sqlalchemy.Query().paginate',       'same', NULL, 'all'),
    ('sqlalchemy.Query().get_or_404',     'key',  0,    'all'),
    ('sqlalchemy.orm.Session().query',    'root', NULL, NULL),
    ('sqlalchemy.Query()',                'root', NULL, NULL),
    ('sqlalchemy.Query().all',            'same', NULL, 'all'),
    ('sqlalchemy.Query().first',          'same', NULL, 'first'),
    ('sqlalchemy.Query().one',            'same', NULL, 'all'),
    ('sqlalchemy.Query().one_or_none',    'same', NULL, 'all'),
    ('sqlalchemy.Query().scalar',         'same', NULL, 'all'),
    ('sqlalchemy.Query().count',          'same', NULL, 'count'),
    ('sqlalchemy.Query().delete',         'same', NULL, 'all'),
    ('sqlalchemy.Query().update',         'set',  0,    'all'),
    ('sqlalchemy.Query().get',            'key',  0,    'all'),
    ('sqlalchemy.orm.Session().get',      'key',  1,    'all'),
    ('sqlalchemy.orm.Session().get_one',  'key',  1,    'all'),
    ('sqlalchemy.AsyncSession().get',     'key',  1,    'all'),
    ('sqlalchemy.AsyncSession().get_one', 'key',  1,    'all');
INSERT INTO query_condition(path, operator)
    SELECT p || 'and_', 'and' FROM (SELECT column1 AS p FROM (VALUES ('sqlalchemy.'), ('sqlalchemy.sql.'), ('sqlalchemy.sql.expression.'), ('sqlmodel.')));
INSERT INTO query_condition(path, operator) VALUES
    ('sqlalchemy:is_', 'is'), ('sqlalchemy:is_not', 'is'), ('sqlalchemy:isnot', 'is'), ('sqlalchemy:in_', 'in'), ('sqlalchemy:like', 'like'), ('sqlalchemy:ilike', 'like'),
    ('sqlalchemy:contains', 'like'), ('sqlalchemy:icontains', 'like'), ('sqlalchemy:startswith', 'like'), ('sqlalchemy:endswith', 'like'), ('sqlalchemy:match', 'like');
INSERT INTO value_shape(path, shape) VALUES
    ('sqlalchemy.Result()',                 'result'),
    ('sqlalchemy.ScalarResult()',           'result'),
    ('sqlalchemy.orm.Session().get()',      'row'),
    ('sqlalchemy.orm.Session().scalar()',   'value'),
    ('sqlalchemy.AsyncSession().get()',     'row'),
    ('sqlalchemy.AsyncSession().scalar()',  'value'),
    ('sqlalchemy.Connection().scalar()',    'value'),
    ('sqlalchemy.AsyncConnection().scalar()', 'value');

INSERT INTO text_helper(path, effect) VALUES
    ('sqlalchemy.text', 'passes'), ('sqlalchemy.sql.text', 'passes'), ('sqlalchemy.literal_column', 'passes'), ('sqlalchemy.sql.literal_column', 'passes');

-- facts
-- Models: which class maps which table
CREATE TEMP TABLE sa_ancestor AS                -- a class and what it inherits from, nearest first
WITH RECURSIVE up(class_id, base_id, depth) AS (
    SELECT id, id, 0 FROM class
    UNION
    SELECT u.class_id, b.base_class_id, u.depth + 1 FROM up u JOIN class_base b ON b.class_id = u.base_id AND b.base_class_id IS NOT NULL WHERE u.depth < 8
)
SELECT class_id, base_id, min(depth) AS depth FROM up GROUP BY class_id, base_id;
CREATE INDEX temp.sa_ancestor_class ON sa_ancestor(class_id);
CREATE INDEX temp.sa_ancestor_base ON sa_ancestor(base_id);

CREATE TEMP TABLE sa_named AS                   -- classes that name a table themselves
SELECT b.class_id, b.value AS table_name FROM binding b WHERE b.name = '__tablename__' AND b.class_id IS NOT NULL AND b.value IS NOT NULL AND b.how <> 'member'
UNION ALL                                       -- class User(db.Model): a name of its own where a primary key is declared, in it or in what has no table
SELECT c.id, snake_case(c.name) FROM class c
WHERE EXISTS (SELECT 1 FROM sa_ancestor a JOIN class_base b ON b.class_id = a.base_id AND b.type = 'flask_sqlalchemy.SQLAlchemy().Model' WHERE a.class_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.class_id = c.id AND b.name IN ('__tablename__', '__table__', '__abstract__'))
  AND EXISTS (SELECT 1 FROM sa_ancestor a JOIN binding b ON b.class_id = a.base_id AND b.type = 'sqlalchemy.Column()' JOIN sa_column k ON k.call_id = b.origin AND k.is_primary
    WHERE a.class_id = c.id AND (a.depth = 0 OR EXISTS (SELECT 1 FROM binding n WHERE n.class_id = a.base_id AND n.name = '__abstract__')
        OR NOT EXISTS (SELECT 1 FROM sa_ancestor o JOIN class_base d ON d.class_id = o.base_id AND d.type = 'flask_sqlalchemy.SQLAlchemy().Model' WHERE o.class_id = a.base_id)))
UNION ALL
SELECT k.class_id, lower(c.name) FROM class_base k JOIN class c ON c.id = k.class_id             -- class User(SQLModel, table=True)
WHERE k.keyword = 'table' AND NOT EXISTS (SELECT 1 FROM binding b WHERE b.class_id = k.class_id AND b.name = '__tablename__');
CREATE INDEX temp.sa_named_by_class ON sa_named(class_id);

CREATE TEMP TABLE sa_computed AS                -- @declared_attr def __tablename__(cls): in the class or what it inherits from
SELECT a.class_id, min(f.id) AS function_id, min(iif(c.name = 'lower' AND c.receiver = 'cls.__name__', lower(k.name), NULL)) AS table_name
FROM sa_ancestor a JOIN function f ON f.class_id = a.base_id AND f.name = '__tablename__' JOIN class k ON k.id = a.class_id
LEFT JOIN return r ON r.function_id = f.id LEFT JOIN call c ON c.id = r.value_call_id
WHERE a.depth > 0 AND a.class_id NOT IN (SELECT class_id FROM sa_named)
GROUP BY a.class_id;

CREATE TEMP TABLE sa_mapped AS                  -- own table, or by inheritance the nearest one's (all in one table)
SELECT c.id AS class_id, 'class:' || c.id || '()' AS row_type, c.name AS class_name, c.file_id, c.line,
    coalesce((SELECT n.table_name FROM sa_ancestor a JOIN sa_named n ON n.class_id = a.base_id WHERE a.class_id = c.id ORDER BY a.depth LIMIT 1),
        (SELECT d.table_name FROM sa_computed d WHERE d.class_id = c.id)) AS table_name,
    coalesce((SELECT coalesce(p.value, q.value) FROM sa_ancestor a JOIN binding b ON b.class_id = a.base_id AND b.name = '__table_args__' AND b.entity = 'object'
        JOIN property p ON p.object_id = b.entity_id LEFT JOIN property q ON p.entity = 'object' AND q.object_id = p.entity_id AND q.key = 'schema'
        WHERE a.class_id = c.id AND (p.key = 'schema' OR q.key = 'schema') ORDER BY a.depth LIMIT 1), 'public') AS schema,
    EXISTS (SELECT 1 FROM class_base k WHERE k.class_id = c.id AND k.keyword = 'table') AS is_sqlmodel
FROM class c JOIN file f ON f.id = c.file_id AND f.role <> 'test'
WHERE NOT EXISTS (SELECT 1 FROM binding b WHERE b.class_id = c.id AND b.name = '__abstract__' AND b.value = 'true');
DELETE FROM sa_mapped WHERE table_name IS NULL
    OR NOT is_sqlmodel AND NOT EXISTS (SELECT 1 FROM sa_ancestor a JOIN binding b ON b.class_id = a.base_id WHERE a.class_id = sa_mapped.class_id
        AND (b.type = 'sqlalchemy.Column()' OR b.annotation_type IN ('sqlalchemy.orm.Mapped', 'sqlalchemy.orm.base.Mapped')));
CREATE INDEX temp.sa_mapped_class ON sa_mapped(class_id);
CREATE INDEX temp.sa_mapped_type ON sa_mapped(row_type);

INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'schema', k.name, 'partial', 'table name computed in code', k.file_id, k.line
FROM sa_computed d JOIN class k ON k.id = d.class_id
WHERE d.table_name IS NULL AND EXISTS (SELECT 1 FROM binding b WHERE b.class_id = d.class_id AND b.type = 'sqlalchemy.Column()');

CREATE TEMP TABLE sa_python(name TEXT PRIMARY KEY, sql TEXT);   -- Mapped[int] without a type of its own
INSERT INTO sa_python VALUES ('int', 'integer'), ('str', 'character varying'), ('float', 'double precision'), ('bool', 'boolean'), ('bytes', 'bytea'), ('datetime', 'timestamp without time zone'),
    ('datetime.datetime', 'timestamp without time zone'), ('date', 'date'), ('datetime.date', 'date'), ('time', 'time without time zone'), ('datetime.time', 'time without time zone'),
    ('timedelta', 'interval'), ('datetime.timedelta', 'interval'), ('Decimal', 'numeric'), ('decimal.Decimal', 'numeric'), ('UUID', 'uuid'), ('uuid.UUID', 'uuid');

-- Columns of classes; SQLModel's fields are columns without saying so
CREATE TEMP TABLE sa_attribute AS
SELECT m.class_id, NULL AS table_call_id, m.schema, m.table_name, b.name AS attribute, coalesce(k.name, b.name) AS column_name, k.call_id AS column_id, k.turn AS column_turn,
    coalesce(k.type, p.sql) AS type, k.enum_call_id, b.file_id, b.line, a.depth, b.id AS ordinal,
    CASE WHEN coalesce(k.is_primary, 0) OR s.is_primary THEN 1 WHEN k.nullable = 'false' OR s.nullable = 'false' THEN 1 WHEN k.nullable = 'true' OR s.nullable = 'true' THEN 0
        WHEN b.annotation_argument IS NOT NULL AND b.annotation_type LIKE '%Mapped' THEN NOT regexp('\bNone\b|\bOptional\b', b.annotation_argument)
        WHEN m.is_sqlmodel AND b.annotation IS NOT NULL THEN NOT regexp('\bNone\b|\bOptional\b', b.annotation) ELSE 0 END AS not_null,
    coalesce(k.is_primary, 0) OR coalesce(s.is_primary, 0) AS is_primary, coalesce(k.is_unique, 0) OR coalesce(s.is_unique, 0) AS is_unique,
    coalesce(k.is_indexed, 0) OR coalesce(s.is_indexed, 0) AS is_indexed, coalesce(k.refers, s.refers) AS refers, k.on_delete, coalesce(k.is_foreign, s.refers IS NOT NULL) AS is_foreign,
    k.fill, k.counting, coalesce(k.has_client_default, 0) OR coalesce(s.has_default, 0) AS has_client_default
FROM sa_mapped m
JOIN sa_ancestor a ON a.class_id = m.class_id
JOIN binding b ON b.class_id = a.base_id AND b.how <> 'member'
LEFT JOIN (
    SELECT c.call_id,
        max(a.keyword = 'primary_key' AND a.value = 'true') AS is_primary, max(iif(a.keyword = 'nullable', a.value, NULL)) AS nullable,
        max(a.keyword = 'unique' AND a.value = 'true') AS is_unique, max(a.keyword = 'index' AND a.value = 'true') AS is_indexed,
        max(iif(a.keyword = 'foreign_key', a.value, NULL)) AS refers,
        max(a.keyword IN ('default', 'default_factory') OR a.keyword IS NULL AND a.position = 0) AS has_default,
        max(iif(a.keyword = 'sa_column', a.origin, NULL)) AS sa_column
    FROM sa_call c JOIN sa_argument a ON a.call_id = c.call_id WHERE c.callee GLOB 'sqlmodel*' AND c.name = 'Field' GROUP BY c.call_id) s ON s.call_id = b.value_call_id
LEFT JOIN sa_column k ON k.call_id = coalesce(s.sa_column, iif(b.type = 'sqlalchemy.Column()', b.origin, NULL)) AND k.turn = 0
LEFT JOIN sa_python p ON p.name = replace(replace(replace(replace(iif(b.annotation_type LIKE '%Mapped', b.annotation_argument, b.annotation), 'Optional[', ''), ']', ''), ' | None', ''), 'None | ', '')
WHERE (b.type = 'sqlalchemy.Column()' OR b.annotation_type LIKE '%.Mapped' AND b.kind IS NULL AND b.annotation_argument IS NOT NULL
        AND NOT regexp('(?i)\blist\b|\bset\b|^"', b.annotation_argument) AND (p.sql IS NOT NULL)
    OR m.is_sqlmodel AND b.annotation IS NOT NULL AND coalesce(b.type, '') NOT LIKE '%Relationship()' AND b.name NOT LIKE '!_%' ESCAPE '!' AND NOT regexp('ClassVar', b.annotation))
  -- of ancestors: mixins, and classes of the same table
  AND (a.depth = 0 OR coalesce((SELECT o.table_name FROM sa_named o WHERE o.class_id = a.base_id), m.table_name) = m.table_name);
CREATE INDEX temp.sa_attribute_class ON sa_attribute(class_id, attribute);
DELETE FROM sa_attribute WHERE depth > 0 AND EXISTS (SELECT 1 FROM sa_attribute o WHERE o.class_id = sa_attribute.class_id AND o.attribute = sa_attribute.attribute AND o.depth < sa_attribute.depth);

-- Table("name", metadata, Column(…))
INSERT INTO sa_attribute
SELECT NULL, c.call_id, coalesce((SELECT s.value FROM sa_argument s WHERE s.call_id = c.call_id AND s.keyword = 'schema' AND s.value <> 'null'), 'public'), n.value, k.name, k.name, k.call_id, 0,
    k.type, k.enum_call_id, l.file_id, l.line, 0, a.position, k.is_primary OR k.nullable IS 'false', k.is_primary, k.is_unique, k.is_indexed, k.refers, k.on_delete, k.is_foreign, k.fill, k.counting,
    k.has_client_default
FROM sa_call c CROSS JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration')                         -- from the few calls outwards
CROSS JOIN sa_argument n ON n.call_id = c.call_id AND n.position = 0 AND n.value IS NOT NULL
CROSS JOIN sa_argument a ON a.call_id = c.call_id AND a.type = 'sqlalchemy.Column()'
CROSS JOIN sa_column k ON k.call_id = a.origin AND k.turn = 0 AND k.name IS NOT NULL
CROSS JOIN call l ON l.id = k.call_id
WHERE c.name = 'Table' AND c.callee GLOB 'sqlalchemy*';
UPDATE sa_attribute SET type = coalesce(type,   -- a foreign key without a type has the type of what it refers to
    (SELECT o.type FROM sa_attribute o WHERE sa_attribute.refers IN (o.table_name || '.' || o.column_name, o.schema || '.' || o.table_name || '.' || o.column_name) LIMIT 1), 'plumbline_unknown');
CREATE INDEX temp.sa_attribute_table ON sa_attribute(schema, table_name);

-- A model is closed when nothing but its class, what it extends and the library's bases can give it a name: no base that is not known, no metaclass, no
-- decorator, no __getattr__, no table read from the database, nothing set from outside.
CREATE TEMP TABLE sa_open AS
SELECT a.class_id FROM sa_ancestor a JOIN class_base b ON b.class_id = a.base_id
WHERE b.keyword IS NOT NULL AND b.keyword <> 'table' OR b.keyword IS NULL AND b.base_class_id IS NULL AND coalesce(b.type, '') NOT IN ('sqlalchemy.orm.DeclarativeBase',
    'sqlalchemy.orm.declarative_base()', 'sqlalchemy.ext.declarative.declarative_base()', 'sqlalchemy.ext.asyncio.AsyncAttrs', 'sqlmodel.SQLModel', 'flask_sqlalchemy.SQLAlchemy().Model')
    AND NOT (b.type IS NULL AND b.text IN ('object', 'ABC', 'abc.ABC'))
UNION
SELECT a.class_id FROM sa_ancestor a JOIN decorator d ON d.target_kind = 'class' AND d.target_id = a.base_id AND coalesce(d.type, '') NOT GLOB 'sqlalchemy*as_declarative()'
    AND coalesce(d.type, '') NOT GLOB 'sqlalchemy*.as_declarative_base()'
UNION
SELECT a.class_id FROM sa_ancestor a JOIN function f ON f.class_id = a.base_id AND f.name IN ('__getattr__', '__getattribute__', '__class_getitem__', '__init_subclass__')
UNION
SELECT a.class_id FROM sa_ancestor a JOIN binding b ON b.class_id = a.base_id AND b.name IN ('__table__', '__getattr__', '__mapper_args__') AND b.how <> 'member'
UNION
SELECT a.class_id FROM sa_ancestor a JOIN class k ON k.id = a.base_id JOIN call c ON c.file_id = k.file_id AND c.name IN ('setattr', 'exec') AND c.receiver IS NULL
UNION                                           -- declarative_base(cls=…), SQLAlchemy(model_class=…)
SELECT class.id FROM class WHERE EXISTS (SELECT 1 FROM argument a WHERE a.keyword IN ('cls', 'model_class', 'metaclass') AND a.call_id IN (SELECT id FROM call
    WHERE callee GLOB 'sqlalchemy*declarative_base' OR callee = 'flask_sqlalchemy.SQLAlchemy'));
INSERT INTO model(class_id, framework, schema, table_name, closed, file_id, line)
SELECT class_id, 'sqlalchemy', schema, table_name, class_id NOT IN (SELECT class_id FROM sa_open), file_id, line FROM sa_mapped m WHERE EXISTS (SELECT 1 FROM sa_attribute a WHERE a.class_id = m.class_id);
INSERT INTO model(table_call_id, framework, schema, table_name, file_id, line)
SELECT a.table_call_id, 'sqlalchemy', a.schema, a.table_name, c.file_id, c.line FROM (SELECT DISTINCT table_call_id, schema, table_name FROM sa_attribute WHERE table_call_id IS NOT NULL) a
JOIN call c ON c.id = a.table_call_id;

INSERT INTO model_attribute(class_id, attribute)
SELECT a.class_id, b.name FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN binding b ON b.class_id = a.base_id AND b.how <> 'member' WHERE m.closed
UNION
SELECT a.class_id, f.name FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN function f ON f.class_id = a.base_id WHERE m.closed
UNION                                           -- Call.total = column_property(…), written anywhere
SELECT a.class_id, b.name FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN binding b ON b.how = 'member' AND b.owner_type = 'class:' || a.base_id WHERE m.closed
UNION                                           -- relationship("Call", backref="items"): of whatever class that is
SELECT m.class_id, coalesce(r.value, n.value) FROM model m, argument r
JOIN sa_call c ON c.call_id = r.call_id AND c.name IN ('relationship', 'Relationship', 'dynamic_loader')
LEFT JOIN argument n ON n.call_id = r.value_call_id AND (n.position = 0 OR n.keyword = 'name')
WHERE m.closed AND r.keyword = 'backref' AND coalesce(r.value, n.value) IS NOT NULL
UNION
SELECT m.class_id, column1 FROM model m, (VALUES ('metadata'), ('registry')) WHERE m.closed
UNION
SELECT m.class_id, column1 FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN class_base b ON b.class_id = a.base_id AND b.type = 'flask_sqlalchemy.SQLAlchemy().Model',
    (VALUES ('query'), ('query_class')) WHERE m.closed
UNION
SELECT m.class_id, column1 FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN class_base b ON b.class_id = a.base_id AND b.type = 'sqlalchemy.ext.asyncio.AsyncAttrs',
    (VALUES ('awaitable_attrs')) WHERE m.closed
UNION
SELECT m.class_id, column1 FROM model m JOIN sa_ancestor a ON a.class_id = m.class_id JOIN class_base b ON b.class_id = a.base_id AND b.type = 'sqlmodel.SQLModel',
    (VALUES ('construct'), ('copy'), ('dict'), ('from_orm'), ('json'), ('model_computed_fields'), ('model_config'), ('model_construct'), ('model_copy'), ('model_dump'), ('model_dump_json'),
        ('model_extra'), ('model_fields'), ('model_fields_set'), ('model_json_schema'), ('model_parametrized_name'), ('model_post_init'), ('model_rebuild'), ('model_validate'),
        ('model_validate_json'), ('model_validate_strings'), ('parse_file'), ('parse_obj'), ('parse_raw'), ('schema'), ('schema_json'), ('sqlmodel_update'), ('update_forward_refs'), ('validate'))
WHERE m.closed;

-- names given as keywords: SQLModel takes any for a new row
INSERT INTO attribute_use(class_id, attribute, call_id, error)
SELECT m.class_id, a.keyword, c.id, 'TypeError' FROM model m JOIN call c ON c.callee = 'class:' || m.class_id JOIN argument a ON a.call_id = c.id AND a.keyword IS NOT NULL AND NOT a.is_spread
WHERE m.closed AND NOT EXISTS (SELECT 1 FROM model_attribute o WHERE o.class_id = m.class_id AND o.attribute = '__init__')
  AND NOT EXISTS (SELECT 1 FROM sa_ancestor n JOIN class_base b ON b.class_id = n.base_id WHERE n.class_id = m.class_id AND b.type = 'sqlmodel.SQLModel');

INSERT INTO model_column(class_id, table_call_id, schema, table_name, attribute, column_name, type, not_null, has_default, has_client_default, primary_key, file_id, line)
SELECT class_id, table_call_id, schema, table_name, attribute, column_name, nullif(type, 'plumbline_unknown'), not_null, fill IS NOT NULL, has_client_default, is_primary, file_id, line FROM sa_attribute;

-- The tables as create_all makes them: types, tables, keys, indexes
CREATE TEMP TABLE sa_created AS                 -- one row per column of a table, however many classes map it
SELECT schema, table_name, column_name, type, not_null, is_primary, is_unique, is_indexed, refers, on_delete, is_foreign, fill, counting, enum_call_id, file_id, line, min(ordinal) AS ordinal
FROM (SELECT * FROM sa_attribute ORDER BY class_id) GROUP BY schema, table_name, column_name;
CREATE INDEX temp.sa_created_table ON sa_created(schema, table_name);

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', 'type', 0, 'CREATE TYPE ' || s.sql || ' AS ENUM (' || coalesce(e.labels, '') || ');', e.file_id, e.line
FROM sa_created c JOIN sa_enum e ON e.call_id = c.enum_call_id AND e.labels IS NOT NULL JOIN sa_type s ON s.call_id = e.call_id GROUP BY s.sql;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', t.schema || '.' || t.table_name, 1, iif(t.schema = 'public', '', 'CREATE SCHEMA IF NOT EXISTS "' || t.schema || '"; ') || 'CREATE TABLE "' || t.schema || '"."' || t.table_name || '" ('
    || (SELECT group_concat(d.sql, ', ') FROM (
        SELECT '"' || replace(c.column_name, '"', '""') || '" ' || CASE WHEN c.is_primary AND t.keys = 1 AND c.fill IS NULL AND NOT c.is_foreign AND coalesce(c.counting, '') <> 'false'
                AND c.type IN ('integer', 'bigint', 'smallint') THEN CASE c.type WHEN 'integer' THEN 'serial' WHEN 'bigint' THEN 'bigserial' ELSE 'smallserial' END ELSE c.type END
            || coalesce(' ' || c.fill, '') || iif(c.not_null, ' NOT NULL', '') || iif(c.is_unique AND NOT c.is_indexed, ' UNIQUE', '') AS sql, c.ordinal AS ordinal
        FROM sa_created c WHERE c.schema = t.schema AND c.table_name = t.table_name
        UNION ALL
        SELECT 'PRIMARY KEY (' || group_concat('"' || replace(c.column_name, '"', '""') || '"', ', ') || ')', 1000000000
        FROM (SELECT * FROM sa_created WHERE schema = t.schema AND table_name = t.table_name AND is_primary ORDER BY ordinal) c HAVING count(*) > 0
        UNION ALL
        SELECT k.sql, 1000000001 FROM sa_constraint k WHERE k.kind IN ('PrimaryKeyConstraint', 'UniqueConstraint', 'CheckConstraint') AND k.sql IS NOT NULL AND k.call_id IN (
            SELECT p.origin FROM sa_mapped m JOIN binding b ON b.class_id = m.class_id AND b.name = '__table_args__' AND b.entity = 'object' JOIN property p ON p.object_id = b.entity_id
            WHERE m.schema = t.schema AND m.table_name = t.table_name
            UNION ALL
            SELECT a.origin FROM sa_attribute x JOIN sa_argument a ON a.call_id = x.table_call_id WHERE x.schema = t.schema AND x.table_name = t.table_name)
        ORDER BY 2) d) || ');', t.file_id, t.line
FROM (SELECT c.schema, c.table_name, sum(c.is_primary) AS keys, m.file_id, m.line FROM sa_created c JOIN model m ON m.schema = c.schema AND m.table_name = c.table_name
    GROUP BY c.schema, c.table_name) t;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', schema || '.' || table_name, 2, 'ALTER TABLE "' || schema || '"."' || table_name || '" ADD FOREIGN KEY ("' || column_name || '") REFERENCES "'
    || replace(rtrim(rtrim(refers, replace(refers, '.', '')), '.'), '.', '"."') || '" ("' || replace(refers, rtrim(refers, replace(refers, '.', '')), '') || '")' || coalesce(' ON DELETE ' || upper(on_delete), '') || ';',
    file_id, line
FROM sa_created c WHERE refers LIKE '%.%' AND rtrim(rtrim(refers, replace(refers, '.', '')), '.') IN (SELECT table_name FROM model UNION SELECT schema || '.' || table_name FROM model);

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'models', schema || '.' || table_name, 3, 'CREATE ' || iif(is_unique, 'UNIQUE ', '') || 'INDEX "ix_' || iif(schema = 'public', '', schema || '_') || table_name || '_' || column_name || '" ON "' || schema || '"."' || table_name
    || '" ("' || column_name || '");', file_id, line
FROM sa_created WHERE is_indexed;

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)                -- Index("ix", "a", "b", unique=True) in __table_args__ or Table(…); one with an expression is left out
SELECT 'models', i.schema || '.' || i.table_name, 3, 'CREATE ' || iif(EXISTS (SELECT 1 FROM sa_argument u WHERE u.call_id = i.call_id AND u.keyword = 'unique' AND u.value = 'true'), 'UNIQUE ', '') || 'INDEX '
    || coalesce('"' || replace(n.value, '"', '""') || '" ', '') || 'ON "' || i.schema || '"."' || i.table_name || '"'
    || coalesce(' USING ' || (SELECT u.value FROM sa_argument u WHERE u.call_id = i.call_id AND u.keyword = 'postgresql_using'), '') || ' ('
    || (SELECT group_concat('"' || c.column_name || '"', ', ') FROM (SELECT * FROM sa_argument ORDER BY call_id, position) a
        JOIN sa_created c ON c.schema = i.schema AND c.table_name = i.table_name AND c.column_name = a.value WHERE a.call_id = i.call_id AND a.keyword IS NULL AND a.position > 0) || ')'
    || iif(EXISTS (SELECT 1 FROM sa_argument u WHERE u.call_id = i.call_id AND u.keyword = 'postgresql_where'), ' WHERE true', '') || ';', c.file_id, c.line
FROM (SELECT m.schema, m.table_name, p.origin AS call_id FROM sa_mapped m JOIN binding b ON b.class_id = m.class_id AND b.name = '__table_args__' AND b.entity = 'object' JOIN property p ON p.object_id = b.entity_id
    UNION
    SELECT x.schema, x.table_name, a.origin FROM sa_attribute x JOIN sa_argument a ON a.call_id = x.table_call_id) i
JOIN sa_call c ON c.call_id = i.call_id AND c.name = 'Index' LEFT JOIN sa_argument n ON n.call_id = i.call_id AND n.position = 0 AND n.keyword IS NULL
WHERE EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = i.call_id AND a.keyword IS NULL AND a.position > 0)
  AND NOT EXISTS (SELECT 1 FROM sa_argument a WHERE a.call_id = i.call_id AND a.keyword IS NULL AND a.position > 0
    AND NOT EXISTS (SELECT 1 FROM sa_created c WHERE c.schema = i.schema AND c.table_name = i.table_name AND c.column_name = a.value));

INSERT INTO model_creation(call_id, file_id, line)
SELECT c.id, c.file_id, c.line FROM call c JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration', 'example')
WHERE c.name = 'create_all' AND c.receiver IS NOT NULL AND (c.callee GLOB 'sqlalchemy*' OR c.callee GLOB 'sqlmodel*' OR c.callee GLOB 'flask_sqlalchemy*' OR c.callee GLOB 'class:*' OR c.receiver LIKE '%metadata')
UNION
SELECT c.id, c.file_id, c.line FROM call c JOIN file f ON f.id = c.file_id AND f.role NOT IN ('test', 'migration', 'example')
JOIN argument a ON a.call_id = c.id AND a.text LIKE '%metadata.create_all' WHERE c.name = 'run_sync';

-- Statements
CREATE TEMP TABLE sa_session(type TEXT PRIMARY KEY);
INSERT INTO sa_session VALUES ('sqlalchemy.orm.Session()'), ('sqlalchemy.AsyncSession()'), ('sqlalchemy.Connection()'), ('sqlalchemy.AsyncConnection()');
CREATE TEMP TABLE sa_expression(type TEXT PRIMARY KEY, action TEXT);
INSERT INTO sa_expression VALUES ('sqlalchemy.Select()', 'read'), ('sqlalchemy.Insert()', 'insert'), ('sqlalchemy.Update()', 'update'), ('sqlalchemy.Delete()', 'delete'), ('sqlalchemy.Query()', 'read');

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'sqlalchemy', 'sql', a.position, iif(c.name = 'exec_driver_sql', 'pyformat', 'named'), 1, CASE WHEN c.name = 'scalar' THEN 'value' WHEN c.name IN ('scalars', 'exec') THEN 'rows' ELSE 'result' END
FROM call c JOIN sa_session s ON s.type = c.receiver_type
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'statement')
JOIN file f ON f.id = c.file_id AND f.role <> 'migration'
WHERE c.name IN ('execute', 'scalar', 'scalars', 'exec', 'stream', 'stream_scalars', 'exec_driver_sql')
  AND coalesce(a.type, '') NOT IN (SELECT type FROM sa_expression) AND coalesce(a.type, '') NOT GLOB 'sqlalchemy.*';

-- the classes and tables an expression or a query names: select(User), select(User.id), query(User, Order.total), users.select(), insert(users), select(users.c.id)
CREATE TEMP TABLE sa_named_class AS
SELECT c.id AS call_id, a.entity_id AS class_id, NULL AS table_call_id, min(a.position) AS position
FROM call c JOIN argument a ON a.call_id = c.id AND a.entity = 'class'
WHERE c.result_type IN (SELECT type FROM sa_expression) AND c.name IN ('query', 'select', 'insert', 'update', 'delete', 'join', 'outerjoin', 'select_from') GROUP BY c.id, a.entity_id
UNION
SELECT c.id, b.class_id, NULL, min(a.position)
FROM call c JOIN argument a ON a.call_id = c.id AND a.type = 'sqlalchemy.Column()' JOIN binding b ON b.origin = a.origin AND b.class_id IS NOT NULL AND b.type = 'sqlalchemy.Column()'
WHERE c.result_type IN (SELECT type FROM sa_expression) AND c.name IN ('query', 'select') GROUP BY c.id, b.class_id
UNION
SELECT c.id, coalesce(b.class_id, k.id), NULL, 9     -- query(func.count(User.id))
FROM call c JOIN call f ON f.argument_of = c.id JOIN argument a ON a.call_id = f.id
LEFT JOIN binding b ON a.type = 'sqlalchemy.Column()' AND b.origin = a.origin AND b.class_id IS NOT NULL LEFT JOIN class k ON a.entity = 'class' AND k.id = a.entity_id
WHERE c.result_type IN (SELECT type FROM sa_expression) AND c.name IN ('query', 'select') AND coalesce(b.class_id, k.id) IS NOT NULL GROUP BY c.id, coalesce(b.class_id, k.id)
UNION
SELECT c.id, b.class_id, NULL, 9                      -- query(func.coalesce(func.sum(Order.total), 0))
FROM call c JOIN call g ON g.argument_of = c.id JOIN call f ON f.argument_of = g.id JOIN argument a ON a.call_id = f.id AND a.type = 'sqlalchemy.Column()'
JOIN binding b ON b.origin = a.origin AND b.class_id IS NOT NULL
WHERE c.result_type IN (SELECT type FROM sa_expression) AND c.name IN ('query', 'select') GROUP BY c.id, b.class_id
UNION
SELECT c.id, NULL, c.receiver_origin, 0
FROM call c WHERE c.receiver_type = 'sqlalchemy.Table()' AND c.receiver_origin IN (SELECT table_call_id FROM model) AND c.name IN ('select', 'insert', 'update', 'delete')
UNION
SELECT c.id, NULL, a.origin, min(a.position)
FROM call c CROSS JOIN argument a ON a.call_id = c.id AND a.type GLOB 'sqlalchemy.Table()*' AND a.origin IN (SELECT table_call_id FROM model)
WHERE c.result_type IN (SELECT type FROM sa_expression) AND c.name IN ('query', 'select', 'insert', 'update', 'delete', 'join', 'outerjoin', 'select_from') GROUP BY c.id, a.origin
UNION                                           -- User.query.filter(…): the chain begins at the class itself
SELECT c.id, c.receiver_class_id, NULL, 0
FROM call c WHERE c.receiver_class_id IN (SELECT class_id FROM sa_mapped) AND c.receiver_type = 'sqlalchemy.Query()';
CREATE INDEX temp.sa_named_class_call ON sa_named_class(call_id);
CREATE TEMP TABLE sa_chain AS                   -- the call an expression began with, and the classes named on the way
SELECT n.class_id, n.table_call_id, n.position, CASE WHEN c.receiver_type = 'sqlalchemy.Query()' AND c.receiver_class_id IS NOT NULL THEN c.id ELSE c.result_origin END AS origin,
    c.name NOT IN ('join', 'outerjoin', 'select_from') AS is_root, c.id AS call_id
FROM sa_named_class n JOIN call c ON c.id = n.call_id;
CREATE INDEX temp.sa_chain_origin ON sa_chain(origin);

-- calls that send an expression handed to them, by position; also the program's own functions that pass theirs on
CREATE TEMP TABLE sa_send AS
WITH RECURSIVE send(call_id, position, api, depth) AS (
    SELECT c.id, a.position, CASE WHEN c.name IN ('scalar', 'fetch_val') THEN 'value' WHEN c.name IN ('scalars', 'exec', 'fetch_all', 'iterate') THEN 'rows' WHEN c.name = 'fetch_one' THEN 'row' ELSE 'result' END, 0
    FROM (SELECT type FROM sa_session UNION ALL VALUES ('databases.Database()'), ('databases.Connection()')) r CROSS JOIN call c ON c.receiver_type = r.type
    CROSS JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword IN ('statement', 'query'))
    WHERE c.name IN ('execute', 'scalar', 'scalars', 'exec', 'stream', 'stream_scalars', 'fetch_all', 'fetch_one', 'fetch_val', 'execute_many', 'iterate')
    UNION
    SELECT t.call_id, o.position, s.api, s.depth + 1
    FROM send s CROSS JOIN call c ON c.id = s.call_id CROSS JOIN argument a ON a.call_id = c.id AND a.position = s.position AND a.kind = 'name'
    CROSS JOIN parameter p ON p.function_id = c.function_id AND p.name = a.text CROSS JOIN function f ON f.id = p.function_id
    CROSS JOIN call_target t ON t.function_id = f.id AND t.how <> 'callback'
    CROSS JOIN argument o ON o.call_id = t.call_id AND (o.keyword = p.name OR o.keyword IS NULL AND o.position = p.position - (f.class_id IS NOT NULL))
    WHERE s.depth < 4
)
SELECT s.call_id, s.position, min(s.api) AS api, a.type, a.origin
FROM send s CROSS JOIN argument a ON a.call_id = s.call_id AND a.position = s.position CROSS JOIN sa_expression e ON e.type = a.type
CROSS JOIN call c ON c.id = s.call_id
WHERE NOT (a.kind = 'name' AND EXISTS (SELECT 1 FROM parameter p WHERE p.function_id = c.function_id AND p.name = a.text)) GROUP BY s.call_id, s.position;

CREATE TEMP TABLE sa_joined AS SELECT DISTINCT receiver_origin AS origin FROM call
WHERE receiver_type IN (SELECT type FROM sa_expression) AND name IN ('join', 'outerjoin', 'join_from', 'select_from', 'with_entities', 'reset_joinpoint') AND receiver_origin IS NOT NULL;
INSERT INTO attribute_use(class_id, attribute, call_id, error)                  -- of a chain over one class: filter_by speaks of the last one joined
SELECT n.class_id, a.keyword, c.id, iif(c.name = 'filter_by', 'InvalidRequestError', 'CompileError')
FROM call c CROSS JOIN sa_chain n ON n.origin = c.receiver_origin AND n.is_root CROSS JOIN model m ON m.class_id = n.class_id AND m.closed
CROSS JOIN argument a ON a.call_id = c.id AND a.keyword IS NOT NULL AND NOT a.is_spread
WHERE (c.name = 'filter_by' AND c.receiver_type IN ('sqlalchemy.Query()', 'sqlalchemy.Select()') OR c.name = 'values' AND c.receiver_type IN ('sqlalchemy.Update()', 'sqlalchemy.Insert()'))
  AND NOT EXISTS (SELECT 1 FROM sa_chain o WHERE o.origin = n.origin AND o.class_id <> n.class_id)
  AND n.origin NOT IN (SELECT origin FROM sa_joined)
  AND NOT (c.name = 'values' AND EXISTS (SELECT 1 FROM model_column k WHERE k.class_id = m.class_id AND k.column_name = a.keyword));

INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, api, class_id, table_call_id, action)                -- session.execute(select(User)…)
SELECT DISTINCT s.call_id, 'sqlalchemy', 'orm', s.position, 'none', s.api, n.class_id, n.table_call_id, iif(n.is_root, e.action, 'read')
FROM sa_send s JOIN sa_expression e ON e.type = s.type LEFT JOIN sa_chain n ON n.origin = s.origin;

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)                -- session.query(User).filter(…).first()
SELECT DISTINCT c.id, 'sqlalchemy', 'orm', 'none', CASE WHEN c.name IN ('all', 'paginate') THEN 'rows' WHEN c.name IN ('scalar', 'count') THEN 'value' WHEN c.name IN ('update', 'delete') THEN 'none' ELSE 'row' END,
    n.class_id, iif(n.is_root AND c.name IN ('update', 'delete'), c.name, 'read')
FROM call c LEFT JOIN sa_chain n ON n.origin = coalesce(iif(c.receiver_class_id IS NULL, c.receiver_origin, NULL), c.id)
WHERE c.receiver_type = 'sqlalchemy.Query()'
  AND c.name IN ('all', 'first', 'one', 'one_or_none', 'scalar', 'count', 'get', 'update', 'delete', 'first_or_404', 'one_or_404', 'get_or_404', 'paginate');

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)                -- session.get(User, id)
SELECT c.id, 'sqlalchemy', 'orm', 'none', 'row', a.entity_id, 'read'
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class'
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('get', 'get_one');

-- what class a value is a row of: made by the class, annotated with it, or read by a query for it
CREATE TEMP TABLE sa_row AS
SELECT c.id AS origin, n.class_id FROM call c JOIN sa_chain n ON n.origin = c.receiver_origin AND n.is_root AND n.position = 0
WHERE c.receiver_type = 'sqlalchemy.Query()' AND c.name IN ('all', 'first', 'one', 'one_or_none', 'get')
UNION
SELECT c.id, n.class_id FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 JOIN sa_chain n ON n.origin = a.origin AND n.is_root AND n.position = 0
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('execute', 'scalar', 'scalars', 'exec')
UNION
SELECT c.id, a.entity_id FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class'
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('get', 'get_one');
INSERT INTO sa_row SELECT c.id, r.class_id FROM call c JOIN sa_row r ON r.origin = c.receiver_origin   -- execute(…).scalars().first()
WHERE c.receiver_type IN ('sqlalchemy.Result()', 'sqlalchemy.ScalarResult()');
INSERT INTO sa_row SELECT c.id, r.class_id FROM call c JOIN sa_row r ON r.origin = c.receiver_origin
WHERE c.receiver_type IN ('sqlalchemy.Result()', 'sqlalchemy.ScalarResult()') AND NOT EXISTS (SELECT 1 FROM sa_row o WHERE o.origin = c.id);
CREATE INDEX temp.sa_row_origin ON sa_row(origin);

CREATE TEMP TABLE sa_handed AS                  -- rows handed to add, delete, refresh …, one by one or in a list
SELECT c.id AS call_id, c.name, coalesce(iif(a.entity = 'instance', a.entity_id, NULL), r.class_id) AS class_id, a.entity = 'instance' AND o.id IS NOT NULL AS is_new
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 LEFT JOIN sa_row r ON r.origin = a.origin LEFT JOIN call o ON o.id = a.origin AND o.callee LIKE 'class:%'
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('add', 'merge', 'delete', 'refresh', 'expunge')
UNION
SELECT c.id, c.name, p.entity_id, 1
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.entity = 'instance'
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('add_all', 'bulk_save_objects')
UNION
SELECT c.id, c.name, a.entity_id, 1
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class'
WHERE c.receiver_type = 'sqlalchemy.orm.Session()' AND c.name IN ('bulk_insert_mappings', 'bulk_update_mappings');

INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT DISTINCT call_id, 'sqlalchemy', 'orm', 'none', 'none', class_id,
    CASE WHEN name = 'delete' THEN 'delete' WHEN name = 'refresh' THEN 'refresh' WHEN name IN ('merge', 'bulk_update_mappings') THEN 'update' ELSE 'insert' END
FROM sa_handed WHERE class_id IS NOT NULL AND name <> 'expunge' AND (name <> 'add' OR is_new);

-- an attribute set on a row, written by the next commit or flush of the function
CREATE TEMP TABLE sa_commit AS
SELECT function_id, line, id AS call_id FROM call WHERE name IN ('commit', 'flush') AND receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()');
CREATE INDEX temp.sa_commit_function ON sa_commit(function_id, line);
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT w.call_id, 'sqlalchemy', 'orm', 'none', 'none', w.class_id, 'update'
FROM (
    SELECT (SELECT c.call_id FROM sa_commit c WHERE c.function_id = b.function_id AND c.line >= b.line ORDER BY c.line LIMIT 1) AS call_id,
        coalesce(r.class_id, m.class_id) AS class_id
    FROM binding b
    LEFT JOIN sa_row r ON r.origin = b.owner_origin AND b.owner_type GLOB 'sqlalchemy*'
    LEFT JOIN sa_mapped m ON m.row_type = b.owner_type AND (b.owner_origin IS NULL OR EXISTS (SELECT 1 FROM call o WHERE o.id = b.owner_origin AND o.callee NOT LIKE 'class:%'))
    WHERE b.how = 'member') w
WHERE w.call_id IS NOT NULL AND w.class_id IN (SELECT class_id FROM sa_mapped) GROUP BY w.call_id, w.class_id;

-- joinedload(Call.business): the related class is read as well
CREATE TEMP TABLE sa_loaded AS
SELECT c.id AS call_id, iif(t.entity = 'class', t.entity_id, NULL) AS class_id, t.value AS class_name
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 JOIN argument t ON t.call_id = a.origin AND t.position = 0
WHERE c.callee IN ('sqlalchemy.orm.joinedload', 'sqlalchemy.orm.selectinload', 'sqlalchemy.orm.subqueryload', 'sqlalchemy.orm.contains_eager') AND a.type LIKE '%relationship()';
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT l.call_id, 'sqlalchemy', 'orm', 'none', 'none', coalesce(l.class_id, m.class_id), 'read'
FROM sa_loaded l LEFT JOIN sa_mapped m ON l.class_id IS NULL AND m.class_name = l.class_name
WHERE coalesce(l.class_id, m.class_id) IN (SELECT class_id FROM sa_mapped)
GROUP BY l.call_id HAVING count(*) = 1;

-- user.businesses: reading the attribute reads the rows of the other table that refer to this one; many-to-one gives one row or None
CREATE TEMP TABLE sa_relation AS
SELECT c.id AS call_id, b.class_id AS owner_id, t.class_id,
    NOT EXISTS (SELECT 1 FROM argument u WHERE u.call_id = c.id AND u.keyword = 'uselist' AND u.value = 'false')
        AND EXISTS (SELECT 1 FROM sa_attribute k WHERE k.class_id = t.class_id AND k.refers LIKE o.table_name || '.%')
        AND NOT EXISTS (SELECT 1 FROM sa_attribute k WHERE k.class_id = b.class_id AND k.refers LIKE t.table_name || '.%') AS is_list
FROM binding b
JOIN call c ON c.id = b.value_call_id AND c.callee IN ('sqlalchemy.orm.relationship', 'sqlmodel.Relationship')
JOIN sa_mapped o ON o.class_id = b.class_id
LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.keyword IS NULL
JOIN sa_mapped t ON t.class_id = coalesce(iif(a.entity = 'class', a.entity_id, NULL),
    (SELECT m.class_id FROM sa_mapped m WHERE m.class_name = coalesce(a.value, regexp_capture('(\w+)"?''?\W*$', b.annotation_argument, 1)) GROUP BY m.class_name HAVING count(*) = 1));
INSERT INTO statement_site(call_id, driver, kind, placeholders, api, class_id, action)
SELECT call_id, 'sqlalchemy', 'orm', 'none', iif(is_list, 'rows', 'row'), class_id, 'load' FROM sa_relation;
INSERT INTO call_shape(call_id, shape) SELECT call_id, iif(is_list, 'rows', 'row') FROM sa_relation;

INSERT INTO autocommit(driver)
SELECT 'sqlalchemy' WHERE EXISTS (SELECT 1 FROM argument WHERE keyword = 'autocommit' AND coalesce(lower(text), '') <> 'false' OR keyword = 'isolation_level' AND value = 'AUTOCOMMIT')
    OR EXISTS (SELECT 1 FROM property WHERE key = 'isolation_level' AND value = 'AUTOCOMMIT') OR EXISTS (SELECT 1 FROM binding WHERE name = 'SQLALCHEMY_COMMIT_ON_TEARDOWN');

-- text() hands its values to whatever driver the engine has: said where all engines of the program tell the same.
INSERT INTO driver_binding(driver, sent, scans, list, tuple, unused)
SELECT 'sqlalchemy', CASE WHEN max(c.name LIKE '%async%') AND min(c.name LIKE '%async%') OR min(a.value LIKE 'postgresql+asyncpg:%' OR a.value LIKE 'postgresql+psycopg:%') THEN 'beside'
    WHEN NOT max(c.name LIKE '%async%') AND (min(a.value LIKE 'postgresql:%' OR a.value LIKE 'postgresql+psycopg2:%') OR EXISTS (SELECT 1 FROM import WHERE package GLOB 'psycopg2*')
        AND NOT EXISTS (SELECT 1 FROM import WHERE package IN ('psycopg', 'asyncpg', 'pg8000'))) THEN 'inside' END,
    'all', 'array', 'row', 'ignored'
FROM call c LEFT JOIN argument a ON a.call_id = c.id AND a.position = 0
WHERE c.name IN ('create_engine', 'create_async_engine') AND (c.callee GLOB 'sqlalchemy*' OR c.callee GLOB 'sqlmodel*');

-- What of a model is read: select(User) every mapped column, select(User.id) that one; select_from(User) and join(User) none. with_only_columns and load_only leave out what is not said here.
CREATE TEMP TABLE sa_site AS                    -- a call that sends something, and the calls its chain began with
SELECT s.call_id, s.origin FROM sa_send s UNION SELECT c.id, coalesce(iif(c.receiver_class_id IS NULL, c.receiver_origin, NULL), c.id) FROM call c WHERE c.receiver_type = 'sqlalchemy.Query()';
CREATE TEMP TABLE sa_fewer AS
SELECT DISTINCT coalesce(c.receiver_origin, c.id) AS origin FROM call c WHERE c.name = 'with_only_columns' AND c.receiver_type IN (SELECT type FROM sa_expression)
UNION SELECT DISTINCT coalesce(o.receiver_origin, o.id) FROM call c JOIN call o ON o.id = c.argument_of AND o.name = 'options' WHERE c.callee IN ('sqlalchemy.orm.load_only', 'sqlalchemy.orm.defer', 'sqlalchemy.orm.undefer');
INSERT INTO orm_read(call_id, class_id, table_call_id, attribute)
SELECT s.call_id, n.class_id, NULL, NULL FROM sa_site s JOIN sa_chain n ON n.origin = s.origin AND n.is_root JOIN call r ON r.id = n.call_id AND r.name IN ('query', 'select')
JOIN argument a ON a.call_id = r.id AND a.entity = 'class' AND a.entity_id = n.class_id WHERE s.origin NOT IN (SELECT origin FROM sa_fewer)
UNION
SELECT s.call_id, n.class_id, NULL, b.name FROM sa_site s JOIN sa_chain n ON n.origin = s.origin AND n.is_root JOIN call r ON r.id = n.call_id AND r.name IN ('query', 'select')
JOIN argument a ON (a.call_id = r.id OR a.call_id IN (SELECT f.id FROM call f WHERE f.argument_of = r.id)) AND a.type = 'sqlalchemy.Column()' JOIN binding b ON b.origin = a.origin AND b.class_id = n.class_id WHERE s.origin NOT IN (SELECT origin FROM sa_fewer)
UNION                                           -- User.query
SELECT s.call_id, n.class_id, NULL, NULL FROM sa_site s JOIN sa_chain n ON n.origin = s.origin AND n.is_root JOIN call r ON r.id = n.call_id AND r.receiver_class_id = n.class_id AND r.receiver_type = 'sqlalchemy.Query()'
WHERE s.origin NOT IN (SELECT origin FROM sa_fewer)
UNION                                           -- users.select(), select(users), select(users.c.id)
SELECT s.call_id, NULL, n.table_call_id, NULL FROM sa_site s JOIN sa_chain n ON n.origin = s.origin AND n.table_call_id IS NOT NULL JOIN call r ON r.id = n.call_id AND r.name = 'select' AND (r.receiver_origin = n.table_call_id
    OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = r.id AND a.origin = n.table_call_id AND a.type = 'sqlalchemy.Table()')) WHERE s.origin NOT IN (SELECT origin FROM sa_fewer)
UNION
SELECT s.call_id, NULL, n.table_call_id, regexp_capture('^sqlalchemy\.Table\(\)\.c(?:olumns)?\.(\w+)$', a.type, 1) FROM sa_site s JOIN sa_chain n ON n.origin = s.origin AND n.table_call_id IS NOT NULL JOIN call r ON r.id = n.call_id AND r.name IN ('query', 'select')
JOIN argument a ON a.call_id = r.id AND a.origin = n.table_call_id AND a.type GLOB 'sqlalchemy.Table().c*' WHERE s.origin NOT IN (SELECT origin FROM sa_fewer)
UNION                                           -- session.get(User, id), refresh(user), relationships
SELECT call_id, class_id, NULL, NULL FROM statement_site WHERE driver = 'sqlalchemy' AND kind = 'orm' AND action IN ('refresh', 'load')
UNION
SELECT c.id, a.entity_id, NULL, NULL FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'class'
WHERE c.receiver_type IN ('sqlalchemy.orm.Session()', 'sqlalchemy.AsyncSession()') AND c.name IN ('get', 'get_one')
UNION SELECT l.call_id, coalesce(l.class_id, m.class_id), NULL, NULL FROM sa_loaded l LEFT JOIN sa_mapped m ON l.class_id IS NULL AND m.class_name = l.class_name WHERE coalesce(l.class_id, m.class_id) IS NOT NULL;
DELETE FROM orm_read WHERE attribute IS NULL AND table_call_id IS NOT NULL AND EXISTS (SELECT 1 FROM orm_read r WHERE r.call_id = orm_read.call_id AND r.table_call_id = orm_read.table_call_id AND r.attribute IS NOT NULL);
