-- title: Structs of Go as rows
-- package: go gorm.io/gorm github.com/jinzhu/gorm github.com/uptrace/bun
--
-- Read by gorm.sql and bun.sql: the fields of every struct, those of structs embedded in it included, with what kind of value each holds.

-- types

-- facts
CREATE TEMP TABLE go_kind(type TEXT PRIMARY KEY, kind TEXT, size INTEGER, may_be_null INTEGER);    -- kind: NULL a column of a type that is not known
INSERT INTO go_kind VALUES
    ('global.string', 'string', NULL, 0), ('global.bool', 'bool', NULL, 0), ('global.int', 'int', 64, 0), ('global.int8', 'int', 8, 0), ('global.int16', 'int', 16, 0), ('global.int32', 'int', 32, 0),
    ('global.int64', 'int', 64, 0), ('global.rune', 'int', 32, 0), ('global.uint', 'uint', 64, 0), ('global.uint8', 'uint', 8, 0), ('global.byte', 'uint', 8, 0), ('global.uint16', 'uint', 16, 0),
    ('global.uint32', 'uint', 32, 0), ('global.uint64', 'uint', 64, 0), ('global.float32', 'float', 32, 0), ('global.float64', 'float', 64, 0), ('time.Time', 'time', NULL, 0), ('time.Duration', 'int', 64, 0),
    ('[]global.byte', 'bytes', NULL, 0), ('[]global.uint8', 'bytes', NULL, 0), ('encoding/json.RawMessage', 'json', NULL, 0),
    ('database/sql.NullString', 'string', NULL, 1), ('database/sql.NullBool', 'bool', NULL, 1), ('database/sql.NullInt64', 'int', 64, 1), ('database/sql.NullInt32', 'int', 32, 1), ('database/sql.NullInt16', 'int', 16, 1),
    ('database/sql.NullByte', 'uint', 8, 1), ('database/sql.NullFloat64', 'float', 64, 1), ('database/sql.NullTime', 'time', NULL, 1), ('gorm.DeletedAt', 'time', NULL, 1), ('gorm.io/gorm.DeletedAt', 'time', NULL, 1),
    ('bun.NullTime', 'time', NULL, 1), ('github.com/uptrace/bun.NullTime', 'time', NULL, 1),
    ('github.com/google/uuid.UUID', NULL, NULL, 0), ('github.com/google/uuid.NullUUID', NULL, NULL, 1), ('github.com/gofrs/uuid.UUID', NULL, NULL, 0), ('github.com/satori/go.uuid.UUID', NULL, NULL, 0),
    ('github.com/shopspring/decimal.Decimal', NULL, NULL, 0), ('github.com/shopspring/decimal.NullDecimal', NULL, NULL, 1), ('gorm.io/datatypes.JSON', 'jsonb', NULL, 0), ('gorm.io/datatypes.JSONMap', 'jsonb', NULL, 0),
    ('gorm.io/datatypes.Date', 'date', NULL, 0), ('github.com/lib/pq.StringArray', NULL, NULL, 0), ('github.com/lib/pq.Int64Array', NULL, NULL, 0), ('github.com/lib/pq.Int32Array', NULL, NULL, 0),
    ('github.com/lib/pq.BoolArray', NULL, NULL, 0), ('github.com/lib/pq.Float64Array', NULL, NULL, 0), ('github.com/lib/pq.ByteaArray', NULL, NULL, 0), ('github.com/jackc/pgtype.JSONB', 'jsonb', NULL, 1);

-- type Status string: what stands under a named type; Scan and Value make a column of whatever it is
CREATE TEMP TABLE go_named AS
SELECT 'class:' || c.id AS type, c.id AS class_id, (SELECT b.type FROM class_base b WHERE b.class_id = c.id AND b.keyword = 'underlying') AS underlying,
    EXISTS (SELECT 1 FROM function f WHERE f.class_id = c.id AND f.name IN ('Value', 'GormDataType', 'GormDBDataType')) AS is_value
FROM class c JOIN file f ON f.id = c.file_id AND f.language = 'go';
CREATE INDEX temp.go_named_type ON go_named(type);

CREATE TEMP TABLE go_member AS          -- fields as they are declared; tags cut out of the literal
SELECT b.class_id, b.id AS position, b.name, coalesce(b.annotation, '') LIKE '*%' AS pointer, coalesce(b.annotation, '') LIKE '[]%' AS list, b.annotation_type AS type, coalesce(b.value, '') AS tag,
    coalesce(regexp_capture('gorm:"((?:[^"\\]|\\.)*)"', b.value, 1), '') AS gorm, regexp_capture('bun:"((?:[^"\\]|\\.)*)"', b.value, 1) AS bun, regexp_capture('db:"([^",]*)', b.value, 1) AS db,
    regexp('gorm:"(?:[^"]*;)?\s*embedded\s*(;|")', coalesce(b.value, '')) OR regexp('bun:"[^"]*embed:', coalesce(b.value, '')) AS embedded,
    EXISTS (SELECT 1 FROM class_base x WHERE x.class_id = b.class_id AND x.keyword IS NULL AND (x.text = b.name OR x.text LIKE '%.' || b.name)) AS anonymous,
    b.file_id, b.line
FROM binding b JOIN file f ON f.id = b.file_id AND f.language = 'go' WHERE b.how = 'field' AND b.class_id IS NOT NULL;
CREATE INDEX temp.go_member_class ON go_member(class_id);

CREATE TEMP TABLE go_field AS           -- of a struct and of what is embedded in it, at any depth
WITH RECURSIVE part(class_id, from_id, prefix, depth, way) AS (
    SELECT class_id, class_id, '', 0, '' FROM go_member GROUP BY class_id
    UNION ALL
    SELECT p.class_id, n.class_id, p.prefix || coalesce(regexp_capture('(?i)embeddedPrefix:([^;"]*)', m.gorm, 1), regexp_capture('embed:([^,"]*)', m.bun, 1), ''), p.depth + 1, p.way || printf('%08d.', m.position)
    FROM part p JOIN go_member m ON m.class_id = p.from_id AND (m.anonymous OR m.embedded) JOIN go_named n ON n.type = m.type AND NOT n.is_value WHERE p.depth < 6
)
SELECT p.class_id, p.prefix, p.depth, p.way || printf('%08d.', m.position) AS way, m.name, m.pointer, m.list, m.type, m.tag, m.gorm, m.bun, m.db, m.anonymous, m.embedded, m.file_id, m.line,
    coalesce(k.kind, u.kind) AS kind, coalesce(k.size, u.size) AS size, m.pointer OR coalesce(k.may_be_null, 0) AS may_be_null,
    k.type IS NOT NULL OR u.type IS NOT NULL OR coalesce(n.is_value, 0) OR (m.type NOT LIKE '%class:%' AND m.type NOT LIKE 'global.%' AND NOT m.list) AS is_column,
    CASE WHEN k.type IS NOT NULL OR u.type IS NOT NULL OR coalesce(n.is_value, 0) THEN NULL ELSE (SELECT o.class_id FROM go_named o WHERE o.type = replace(m.type, '[]', '')) END AS struct_id
FROM part p
JOIN go_member m ON m.class_id = p.from_id AND m.name GLOB '[A-Z]*'
LEFT JOIN go_kind k ON k.type = m.type
LEFT JOIN go_named n ON n.type = m.type
LEFT JOIN go_kind u ON u.type = n.underlying AND NOT n.is_value
WHERE NOT ((m.anonymous OR m.embedded) AND n.class_id IS NOT NULL AND NOT n.is_value AND n.underlying IS NULL);
CREATE INDEX temp.go_field_class ON go_field(class_id, name);

-- The plural of a word as github.com/jinzhu/inflection makes it: the first of these that fits
CREATE TEMP TABLE go_plural(ordinal INTEGER PRIMARY KEY, pattern TEXT, replacement TEXT);
INSERT INTO go_plural VALUES
    (1, '^(equipment|information|rice|money|species|series|fish|sheep|jeans|police|milk|salt|time|water|paper|food|art|cash|music|help|luck|oil|progress|rain|research|shopping|software|traffic)$', '$1'),
    (2, 'person$', 'people'), (3, 'man$', 'men'), (4, 'child$', 'children'), (5, 'sex$', 'sexes'), (6, 'move$', 'moves'), (7, 'ombie$', 'ombies'), (8, 'goose$', 'geese'), (9, 'foot$', 'feet'), (10, 'moose$', 'moose'),
    (11, 'tooth$', 'teeth'), (12, 'leaf$', 'leaves'), (13, 'chassis$', 'chassis'), (14, '(drive)$', '$1s'), (15, '(quiz)$', '$1zes'), (16, '^(oxen)$', '$1'), (17, '^(ox)$', '$1en'), (18, '^(m|l)ice$', '$1ice'),
    (19, '^(m|l)ouse$', '$1ice'), (20, '(matr|vert|ind)(?:ix|ex)$', '$1ices'), (21, '(x|ch|ss|sh)$', '$1es'), (22, '([^aeiouy]|qu)y$', '$1ies'), (23, '(hive)$', '$1s'), (24, '(?:([^f])fe|([lr])f)$', '$1$2ves'),
    (25, 'sis$', 'ses'), (26, '([ti])a$', '$1a'), (27, '([ti])um$', '$1a'), (28, '(buffal|tomat)o$', '$1oes'), (29, '(bu)s$', '$1ses'), (30, '(alias|status|campus)$', '$1es'), (31, '(octop|vir)i$', '$1i'),
    (32, '(octop|vir)us$', '$1i'), (33, '^(ax|test)is$', '$1es'), (34, 's$', 's'), (35, '([a-z])$', '$1s'), (36, '(.)$', '$1');
