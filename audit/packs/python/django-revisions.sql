-- title: Django migrations
-- package: pypi django rest_framework
--
-- Operations rendered as SQL in the order of the graph of dependencies. What a model and a field are called changes on the way: their states are followed from
-- operation to operation. RunPython moves rows and changes no schema.

-- facts
CREATE TEMP TABLE dj_migration AS
SELECT k.file_id, c.id AS class_id, f.label AS app, f.label || '.' || replace(replace(f.path, rtrim(f.path, replace(f.path, '/', '')), ''), '.py', '') AS unit, f.app AS folder, c.line
FROM class_base b JOIN class c ON c.id = b.class_id JOIN class k ON k.id = c.id JOIN dj_file f ON f.file_id = c.file_id
WHERE b.type = 'django.db.migrations.Migration' AND f.path GLOB '*migrations/*' AND c.name = 'Migration' GROUP BY k.file_id;
CREATE INDEX temp.dj_migration_unit ON dj_migration(unit);

CREATE TEMP TABLE dj_squashed AS                -- unit, and what it stands for
SELECT m.unit, a.value || '.' || n.value AS replaced FROM dj_migration m JOIN binding b ON b.class_id = m.class_id AND b.name = 'replaces' AND b.entity = 'object'
JOIN property p ON p.object_id = b.entity_id JOIN property a ON a.object_id = p.entity_id AND a.position = 0 JOIN property n ON n.object_id = p.entity_id AND n.position = 1;
DELETE FROM dj_migration WHERE unit IN (SELECT s.unit FROM dj_squashed s JOIN dj_migration o ON o.unit = s.replaced);    -- while its originals are there, they are run

CREATE TEMP TABLE dj_follows AS
SELECT m.unit, CASE n.value WHEN '__first__' THEN (SELECT min(o.unit) FROM dj_migration o WHERE o.app = a.value) WHEN '__latest__' THEN (SELECT max(o.unit) FROM dj_migration o WHERE o.app = a.value)
    ELSE coalesce((SELECT s.unit FROM dj_squashed s JOIN dj_migration q ON q.unit = s.unit WHERE s.replaced = a.value || '.' || n.value), a.value || '.' || n.value) END AS parent
FROM dj_migration m JOIN binding b ON b.class_id = m.class_id AND b.name = 'dependencies' AND b.entity = 'object'
JOIN property p ON p.object_id = b.entity_id JOIN property a ON a.object_id = p.entity_id AND a.position = 0 JOIN property n ON n.object_id = p.entity_id AND n.position = 1
WHERE a.value IN (SELECT app FROM dj_migration)
UNION                                           -- swappable_dependency(settings.AUTH_USER_MODEL)
SELECT m.unit, (SELECT min(o.unit) FROM dj_migration o WHERE o.app || '.' = substr(u.name, 1, instr(u.name, '.')))
FROM dj_migration m JOIN binding b ON b.class_id = m.class_id AND b.name = 'dependencies' AND b.entity = 'object' JOIN property p ON p.object_id = b.entity_id
JOIN call c ON c.id = p.value_call_id AND c.name = 'swappable_dependency' JOIN dj_user u;
DELETE FROM dj_follows WHERE parent IS NULL OR parent = unit;

INSERT INTO revision(source, unit, parents, history, file_id, line)
SELECT 'django', m.unit, coalesce((SELECT group_concat(f.parent, ',') FROM dj_follows f WHERE f.unit = m.unit), ''), 'django', m.file_id, m.line FROM dj_migration m;

CREATE TEMP TABLE dj_depth AS
WITH RECURSIVE down(unit, depth) AS (
    SELECT unit, 0 FROM dj_migration
    UNION
    SELECT f.unit, d.depth + 1 FROM down d JOIN dj_follows f ON f.parent = d.unit WHERE d.depth < 600
)
SELECT unit, max(depth) AS depth FROM down GROUP BY unit;
CREATE INDEX temp.dj_depth_unit ON dj_depth(unit);

CREATE TEMP TABLE dj_op AS                      -- operations; of SeparateDatabaseAndState one half runs and the other is remembered
WITH RECURSIVE op(unit, app, place, call_id, runs, counts) AS (
    SELECT m.unit, m.app, printf('%05d %s %05d', d.depth, m.unit, p.position), p.value_call_id, 1, 1
    FROM dj_migration m JOIN dj_depth d ON d.unit = m.unit JOIN binding b ON b.class_id = m.class_id AND b.name = 'operations' AND b.entity = 'object' JOIN property p ON p.object_id = b.entity_id
    UNION ALL
    SELECT o.unit, o.app, o.place || printf(' %05d', p.position), p.value_call_id, a.keyword = 'database_operations' OR a.keyword IS NULL AND a.position = 0,
        NOT (a.keyword = 'database_operations' OR a.keyword IS NULL AND a.position = 0)
    FROM op o JOIN call c ON c.id = o.call_id AND c.callee = 'django.db.migrations.SeparateDatabaseAndState' JOIN argument a ON a.call_id = c.id AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id
)
SELECT o.unit, o.app, o.place, o.call_id, o.runs, o.counts, iif(c.callee GLOB 'django.db.migrations.*', c.name, '?' || coalesce(c.callee, '')) AS name, c.file_id, c.line,
    lower((SELECT a.value FROM argument a WHERE a.call_id = c.id AND (a.keyword IN ('model_name', 'old_name') OR a.keyword = 'name' AND c.name NOT IN ('AddField', 'AlterField', 'RemoveField', 'RemoveConstraint', 'RemoveIndex')
        OR a.position = 0 AND a.keyword IS NULL) ORDER BY a.keyword IS NOT 'model_name', a.position LIMIT 1)) AS model
FROM op o LEFT JOIN call c ON c.id = o.call_id;
CREATE INDEX temp.dj_op_model ON dj_op(app, model, place);
CREATE TEMP TABLE dj_given AS                   -- arguments by name
SELECT o.call_id, o.place, coalesce(a.keyword, CASE o.name WHEN 'CreateModel' THEN CASE a.position WHEN 0 THEN 'name' WHEN 1 THEN 'fields' WHEN 2 THEN 'options' END
    WHEN 'RenameModel' THEN CASE a.position WHEN 0 THEN 'old_name' ELSE 'new_name' END WHEN 'AlterModelTable' THEN CASE a.position WHEN 1 THEN 'table' END
    WHEN 'RenameField' THEN CASE a.position WHEN 1 THEN 'old_name' WHEN 2 THEN 'new_name' END WHEN 'RunSQL' THEN CASE a.position WHEN 0 THEN 'sql' END
    WHEN 'AddConstraint' THEN CASE a.position WHEN 1 THEN 'constraint' END WHEN 'AddIndex' THEN CASE a.position WHEN 1 THEN 'index' END
    ELSE CASE a.position WHEN 1 THEN 'name' WHEN 2 THEN 'field' END END) AS name, a.value, a.entity, a.entity_id, a.value_call_id, a.kind
FROM dj_op o JOIN argument a ON a.call_id = o.call_id;
CREATE INDEX temp.dj_given_call ON dj_given(call_id, name);
UPDATE dj_op SET model = lower((SELECT g.value FROM dj_given g WHERE g.call_id = dj_op.call_id AND g.name = 'old_name')) WHERE name = 'RenameModel';

-- models: from their creation through what renames them or their table
CREATE TEMP TABLE dj_state AS
WITH RECURSIVE state(made, app, model, table_name, is_default, since, gone) AS (
    SELECT o.place, o.app, o.model, coalesce(t.value, substr(o.app || '_' || o.model, 1, 63)), t.value IS NULL, o.place, 0
    FROM dj_op o LEFT JOIN dj_given g ON g.call_id = o.call_id AND g.name = 'options' LEFT JOIN property t ON t.object_id = g.entity_id AND t.key = 'db_table' WHERE o.name = 'CreateModel' AND o.counts
    UNION ALL
    SELECT s.made, s.app, iif(e.name = 'RenameModel', lower(n.value), s.model),
        CASE e.name WHEN 'RenameModel' THEN iif(s.is_default, substr(s.app || '_' || lower(n.value), 1, 63), s.table_name) WHEN 'AlterModelTable' THEN coalesce(nullif(t.value, 'null'), s.app || '_' || s.model) ELSE s.table_name END,
        CASE e.name WHEN 'AlterModelTable' THEN coalesce(t.value, 'null') = 'null' ELSE s.is_default END, e.place, e.name = 'DeleteModel'
    FROM state s JOIN dj_op e ON e.app = s.app AND e.model = s.model AND e.place = (SELECT min(x.place) FROM dj_op x WHERE x.app = s.app AND x.model = s.model AND x.place > s.since
        AND x.name IN ('RenameModel', 'AlterModelTable', 'DeleteModel') AND x.counts)
    LEFT JOIN dj_given n ON n.call_id = e.call_id AND n.name = 'new_name' LEFT JOIN dj_given t ON t.call_id = e.call_id AND t.name = 'table'
    WHERE NOT s.gone
)
SELECT * FROM state;
CREATE INDEX temp.dj_state_model ON dj_state(app, model, since);
CREATE INDEX temp.dj_state_made ON dj_state(made, since);
CREATE TEMP TABLE dj_about AS                   -- the model an operation is about, as it was before
SELECT o.*, s.made, s.table_name FROM dj_op o JOIN dj_state s ON s.app = o.app AND s.model = o.model
    AND s.since = (SELECT max(x.since) FROM dj_state x WHERE x.app = o.app AND x.model = o.model AND (x.since < o.place OR x.since = o.place AND o.name = 'CreateModel')) AND (NOT s.gone OR o.name = 'DeleteModel');
CREATE INDEX temp.dj_about_made ON dj_about(made, place);

-- fields: likewise
CREATE TEMP TABLE dj_change AS
SELECT a.made, a.place, a.name, a.counts, CASE a.name WHEN 'RenameField' THEN o.value ELSE n.value END AS field, w.value AS renamed, f.value_call_id AS definition
FROM dj_about a LEFT JOIN dj_given n ON n.call_id = a.call_id AND n.name = 'name' LEFT JOIN dj_given o ON o.call_id = a.call_id AND o.name = 'old_name' LEFT JOIN dj_given w ON w.call_id = a.call_id AND w.name = 'new_name'
LEFT JOIN dj_given f ON f.call_id = a.call_id AND f.name = 'field'
WHERE a.name IN ('AddField', 'AlterField', 'RenameField', 'RemoveField') AND a.counts
UNION ALL
SELECT a.made, a.place, 'AddField', a.counts, n.value, NULL, d.value_call_id
FROM dj_about a JOIN dj_given g ON g.call_id = a.call_id AND g.name = 'fields' AND g.entity = 'object' JOIN property p ON p.object_id = g.entity_id
JOIN property n ON n.object_id = p.entity_id AND n.position = 0 JOIN property d ON d.object_id = p.entity_id AND d.position = 1 WHERE a.name = 'CreateModel' AND a.counts;
CREATE INDEX temp.dj_change_made ON dj_change(made, field, place);
CREATE TEMP TABLE dj_fact AS
WITH RECURSIVE fact(made, field, definition, since, until) AS (
    SELECT made, field, definition, place, (SELECT min(x.place) FROM dj_change x WHERE x.made = c.made AND x.field = c.field AND x.place > c.place) FROM dj_change c WHERE name = 'AddField'
    UNION
    SELECT f.made, coalesce(c.renamed, f.field), iif(c.name = 'AlterField', c.definition, f.definition), c.place,
        (SELECT min(x.place) FROM dj_change x WHERE x.made = f.made AND x.field = coalesce(c.renamed, f.field) AND x.place > c.place)
    FROM fact f JOIN dj_change c ON c.made = f.made AND c.field = f.field AND c.place = f.until WHERE c.name IN ('AlterField', 'RenameField')
)
SELECT f.made, f.field, f.since, f.until, d.call_id AS definition, coalesce(d.db_column, f.field || iif(d.takes = 'fk', '_id', '')) AS column_name, d.takes, d.sql AS type, d.is_null, d.is_primary, d.is_unique, d.is_indexed, d.counts,
    d.has_db_default, d.to_name, d.is_loose, d.is_through, d.db_table
FROM fact f LEFT JOIN dj_field d ON d.call_id = f.definition;
CREATE INDEX temp.dj_fact_made ON dj_fact(made, since);
CREATE TEMP TABLE dj_refers AS                  -- relations: the model they refer to at that time
SELECT f.rowid AS fact, s.made AS target, s.table_name, s.model, n.name LIKE 'auth.%' OR n.name LIKE 'contenttypes.%' OR n.name LIKE 'sites.%' AS is_brought
FROM dj_fact f JOIN dj_state o ON o.made = f.made AND o.since = f.made
JOIN (SELECT call_id, lower(CASE to_name WHEN 'AUTH_USER_MODEL' THEN (SELECT name FROM dj_user) ELSE to_name END) AS name FROM dj_field) n ON n.call_id = f.definition
LEFT JOIN dj_state s ON s.app = iif(n.name LIKE '%.%', substr(n.name, 1, instr(n.name, '.') - 1), o.app) AND s.model = iif(n.name = 'self', o.model, substr(n.name, instr(n.name, '.') + 1)) AND s.since <= f.since AND NOT s.gone
WHERE f.takes IN ('fk', 'link') GROUP BY f.rowid HAVING s.since IS NULL OR s.since = max(s.since);
CREATE INDEX temp.dj_refers_fact ON dj_refers(fact);
UPDATE dj_fact SET type = coalesce((SELECT coalesce(k.type, iif(r.is_brought, 'integer', NULL)) FROM dj_refers r LEFT JOIN dj_fact k ON k.made = r.target AND k.is_primary AND k.since <= dj_fact.since
        AND (k.until IS NULL OR k.until > dj_fact.since) WHERE r.fact = dj_fact.rowid AND NOT dj_fact.is_loose LIMIT 1), 'plumbline_unknown') WHERE takes = 'fk';
UPDATE dj_fact SET type = 'plumbline_unknown' WHERE type IS NULL;

CREATE TEMP TABLE dj_ddl(unit TEXT, place TEXT, part INTEGER, text TEXT, file_id INTEGER, line INTEGER);
CREATE TEMP TABLE dj_column AS
SELECT f.rowid AS fact, f.made, f.since, f.until, f.takes, f.column_name, '"' || replace(f.column_name, '"', '""') || '" ' || f.type || iif(f.counts, ' GENERATED BY DEFAULT AS IDENTITY', '') || iif(f.is_null, '', ' NOT NULL')
    || iif(f.is_primary, ' PRIMARY KEY', iif(f.is_unique, ' UNIQUE', '')) || iif(f.has_db_default, ' DEFAULT ''''', '') AS sql
FROM dj_fact f WHERE f.takes NOT IN ('link', 'none');
CREATE INDEX temp.dj_column_made ON dj_column(made, since);

-- RunSQL, forwards: a text, or a list of them; those that only touch rows change no schema
CREATE TEMP TABLE dj_sql AS
SELECT o.unit, o.place, coalesce(p.position, 0) AS part, iif(g.entity = 'object', coalesce(p.value, (SELECT q.value FROM property q WHERE q.object_id = p.entity_id AND q.position = 0)), g.value) AS text, o.file_id, o.line
FROM dj_op o JOIN dj_given g ON g.call_id = o.call_id AND g.name = 'sql' LEFT JOIN property p ON g.entity = 'object' AND p.object_id = g.entity_id WHERE o.name = 'RunSQL' AND o.runs;
-- what is not known: then tables may have columns, and others may exist, that no operation tells of
CREATE TEMP TABLE dj_unknown AS
SELECT unit, place, file_id, line FROM (
    SELECT unit, place, file_id, line FROM dj_sql WHERE text IS NULL
    UNION ALL SELECT o.unit, o.place, m.file_id, coalesce(o.line, m.line) FROM dj_op o JOIN dj_migration m ON m.unit = o.unit WHERE (o.call_id IS NULL OR o.name GLOB '[?]*') AND o.name NOT GLOB '[?]django.contrib.postgres.*'
    UNION ALL SELECT o.unit, o.place, o.file_id, o.line FROM dj_op o WHERE o.runs AND o.name IN ('CreateModel', 'AddField', 'RemoveField', 'RenameField', 'AlterField', 'RenameModel', 'AlterModelTable', 'DeleteModel')
        AND NOT EXISTS (SELECT 1 FROM dj_about a WHERE a.place = o.place)
    UNION ALL SELECT m.unit, '', m.file_id, m.line FROM dj_migration m WHERE NOT EXISTS (SELECT 1 FROM binding b WHERE b.class_id = m.class_id AND b.name = 'operations' AND b.entity = 'object'));
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, iif(m.value = 'false', 'CREATE TABLE IF NOT EXISTS "' || a.table_name || '" (LIKE plumbline_unknown)', 'CREATE TABLE "' || a.table_name || '" (' || coalesce((SELECT group_concat(d.sql, ', ') FROM (
    SELECT c.sql FROM dj_column c WHERE c.made = a.made AND c.since = a.place
    UNION ALL
    SELECT 'LIKE plumbline_unknown' WHERE EXISTS (SELECT 1 FROM dj_fact f WHERE f.made = a.made AND f.since = a.place AND f.takes IS NULL) OR NOT EXISTS (SELECT 1 FROM dj_fact f WHERE f.made = a.made AND f.since = a.place)
        OR EXISTS (SELECT 1 FROM dj_unknown)
    ) d), '') || ')'), a.file_id, a.line
FROM dj_about a LEFT JOIN dj_given g ON g.call_id = a.call_id AND g.name = 'options' LEFT JOIN property m ON m.object_id = g.entity_id AND m.key = 'managed'
LEFT JOIN property x ON x.object_id = g.entity_id AND x.key = 'proxy' WHERE a.name = 'CreateModel' AND a.runs AND x.value IS NOT 'true';
INSERT INTO dj_ddl                              -- unique_together of options and of AlterUniqueTogether
SELECT a.unit, a.place, 2, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ADD UNIQUE (' || (SELECT group_concat('"' || f.column_name || '"', ', ') FROM (SELECT * FROM property WHERE object_id = s.entity_id ORDER BY position) p
    JOIN dj_fact f ON f.made = a.made AND f.field = p.value AND f.since <= a.place AND (f.until IS NULL OR f.until > a.place)) || ')', a.file_id, a.line
FROM dj_about a JOIN dj_given g ON g.call_id = a.call_id AND g.name IN ('options', 'unique_together') LEFT JOIN property t ON g.name = 'options' AND t.object_id = g.entity_id AND t.key = 'unique_together'
JOIN property s ON s.object_id = iif(g.name = 'options', t.entity_id, g.entity_id) AND s.entity = 'object' WHERE a.runs;
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ADD COLUMN ' || c.sql, a.file_id, a.line
FROM dj_about a JOIN dj_column c ON c.made = a.made AND c.since = a.place WHERE a.name = 'AddField' AND a.runs;
INSERT INTO dj_ddl                              -- an index with it
SELECT a.unit, a.place, 3, 'CREATE INDEX ON "' || a.table_name || '" ("' || f.column_name || '")', a.file_id, a.line
FROM dj_about a JOIN dj_fact f ON f.made = a.made AND f.since = a.place WHERE a.name IN ('CreateModel', 'AddField') AND a.runs AND f.is_indexed AND NOT f.is_unique AND NOT f.is_primary AND f.takes <> 'link';
INSERT INTO dj_ddl                              -- and the foreign key
SELECT a.unit, a.place, 4, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ADD FOREIGN KEY ("' || f.column_name || '") REFERENCES "' || r.table_name || '"', a.file_id, a.line
FROM dj_about a JOIN dj_fact f ON f.made = a.made AND f.since = a.place JOIN dj_refers r ON r.fact = f.rowid AND r.target IS NOT NULL
WHERE a.name IN ('CreateModel', 'AddField') AND a.runs AND f.takes = 'fk' AND NOT f.is_loose AND f.type <> 'plumbline_unknown';
INSERT INTO dj_ddl                              -- many to many
SELECT a.unit, a.place, 5, 'CREATE TABLE "' || coalesce(f.db_table, a.table_name || '_' || f.field) || '" (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, LIKE plumbline_unknown)', a.file_id, a.line
FROM dj_about a JOIN dj_fact f ON f.made = a.made AND f.since = a.place WHERE a.name IN ('CreateModel', 'AddField') AND a.runs AND f.takes = 'link' AND NOT f.is_through;
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, CASE WHEN f.takes = 'link' THEN iif(f.is_through, NULL, 'DROP TABLE "' || coalesce(f.db_table, a.table_name || '_' || f.field) || '" CASCADE') WHEN f.takes = 'none' THEN NULL
    ELSE 'ALTER TABLE IF EXISTS "' || a.table_name || '" DROP COLUMN IF EXISTS ' || '"' || coalesce(f.column_name, f.field) || '" CASCADE' END, a.file_id, a.line
FROM dj_about a JOIN dj_given n ON n.call_id = a.call_id AND n.name = 'name' JOIN dj_fact f ON f.made = a.made AND f.field = n.value AND f.until = a.place WHERE a.name = 'RemoveField' AND a.runs;
INSERT INTO dj_ddl                              -- a new definition or name: column, type, null, unique
SELECT a.unit, a.place, v.column1, CASE v.column1 WHEN 1 THEN iif(o.column_name <> n.column_name, 'ALTER TABLE IF EXISTS "' || a.table_name || '" RENAME COLUMN "' || o.column_name || '" TO "' || n.column_name || '"', NULL)
    WHEN 2 THEN iif(o.type <> n.type, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ALTER COLUMN "' || n.column_name || '" TYPE ' || n.type || ' USING "' || n.column_name || '"::' || n.type, NULL)
    WHEN 3 THEN iif(o.is_null <> n.is_null, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ALTER COLUMN "' || n.column_name || iif(n.is_null, '" DROP NOT NULL', '" SET NOT NULL'), NULL)
    ELSE iif(n.is_unique AND NOT o.is_unique, 'ALTER TABLE IF EXISTS "' || a.table_name || '" ADD UNIQUE ("' || n.column_name || '")', NULL) END, a.file_id, a.line
FROM dj_about a JOIN dj_fact n ON n.made = a.made AND n.since = a.place JOIN dj_fact o ON o.made = a.made AND o.until = a.place JOIN (VALUES (1), (2), (3), (4)) v
WHERE a.name IN ('AlterField', 'RenameField') AND a.runs AND n.takes NOT IN ('link', 'none') AND o.takes NOT IN ('link', 'none');
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, 'ALTER TABLE IF EXISTS "' || a.table_name || '_' || o.field || '" RENAME TO "' || a.table_name || '_' || n.field || '"', a.file_id, a.line
FROM dj_about a JOIN dj_fact n ON n.made = a.made AND n.since = a.place JOIN dj_fact o ON o.made = a.made AND o.until = a.place
WHERE a.name = 'RenameField' AND a.runs AND n.takes = 'link' AND n.db_table IS NULL AND NOT n.is_through;
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, iif(s.table_name <> a.table_name, 'ALTER TABLE IF EXISTS "' || a.table_name || '" RENAME TO "' || s.table_name || '"', NULL), a.file_id, a.line
FROM dj_about a JOIN dj_state s ON s.made = a.made AND s.since = a.place WHERE a.name IN ('RenameModel', 'AlterModelTable') AND a.runs;
INSERT INTO dj_ddl                              -- and its tables between
SELECT a.unit, a.place, 2, 'ALTER TABLE IF EXISTS "' || a.table_name || '_' || f.field || '" RENAME TO "' || s.table_name || '_' || f.field || '"', a.file_id, a.line
FROM dj_about a JOIN dj_state s ON s.made = a.made AND s.since = a.place JOIN dj_fact f ON f.made = a.made AND f.since < a.place AND (f.until IS NULL OR f.until > a.place)
WHERE a.name IN ('RenameModel', 'AlterModelTable') AND a.runs AND s.table_name <> a.table_name AND f.takes = 'link' AND f.db_table IS NULL AND NOT f.is_through;
INSERT INTO dj_ddl SELECT unit, place, 1, 'DROP TABLE IF EXISTS "' || table_name || '" CASCADE', file_id, line FROM dj_about WHERE name = 'DeleteModel' AND runs;

-- constraints and indexes, by their names
INSERT INTO dj_ddl
SELECT a.unit, a.place, 1, CASE WHEN u.name = 'CheckConstraint' THEN 'ALTER TABLE IF EXISTS "' || a.table_name || '" ADD CONSTRAINT "' || n.value || '" CHECK (true)'
    ELSE 'CREATE ' || iif(u.name = 'UniqueConstraint', 'UNIQUE ', '') || 'INDEX "' || n.value || '" ON "' || a.table_name || '" (' || (SELECT group_concat('"' || f.column_name || '"' || iif(p.value LIKE '-%', ' DESC', ''), ', ')
        FROM (SELECT * FROM property WHERE object_id = l.entity_id ORDER BY position) p
        JOIN dj_fact f ON f.made = a.made AND f.field = ltrim(p.value, '-') AND f.since <= a.place AND (f.until IS NULL OR f.until > a.place)) || ')'
        || iif(EXISTS (SELECT 1 FROM argument x WHERE x.call_id = u.id AND x.keyword = 'condition'), ' WHERE true', '') END, a.file_id, a.line
FROM dj_about a JOIN dj_given g ON g.call_id = a.call_id AND g.name IN ('constraint', 'index') JOIN call u ON u.id = g.value_call_id AND u.callee GLOB 'django.db.models*'
JOIN argument n ON n.call_id = u.id AND n.keyword = 'name' LEFT JOIN argument l ON l.call_id = u.id AND l.keyword = 'fields' WHERE a.name IN ('AddConstraint', 'AddIndex') AND a.runs;
INSERT INTO dj_ddl
SELECT a.unit, a.place, v.column1, iif(v.column1 = 1, 'ALTER TABLE IF EXISTS "' || a.table_name || '" DROP CONSTRAINT IF EXISTS "' || n.value || '"', 'DROP INDEX IF EXISTS "' || n.value || '"'), a.file_id, a.line
FROM dj_about a JOIN dj_given n ON n.call_id = a.call_id AND n.name = 'name' JOIN (VALUES (1), (2)) v WHERE a.name IN ('RemoveConstraint', 'RemoveIndex') AND a.runs;

INSERT INTO dj_ddl SELECT unit, place, part, text, file_id, line FROM dj_sql WHERE regexp('(?im)(^|;)\s*(create|alter|drop|comment|do|rename|refresh|truncate)\b', text);
INSERT INTO dj_ddl
SELECT unit, place, 9, 'DO $do$ BEGIN EXECUTE current_setting(''an operation that is not known''); END $do$', file_id, line FROM dj_unknown;
INSERT INTO dj_ddl
SELECT m.unit, '', 0, b.text, m.file_id, m.line FROM dj_brought b JOIN (SELECT f.unit, g.file_id, g.line FROM dj_depth f JOIN dj_migration g ON g.unit = f.unit ORDER BY f.depth, f.unit LIMIT 1) m
UNION ALL
SELECT m.unit, '', 1, 'DO $do$ BEGIN EXECUTE current_setting(''tables that are made elsewhere''); END $do$', m.file_id, m.line
FROM (SELECT f.unit, g.file_id, g.line FROM dj_depth f JOIN dj_migration g ON g.unit = f.unit ORDER BY f.depth, f.unit LIMIT 1) m
WHERE EXISTS (SELECT 1 FROM dj_elsewhere e JOIN dj_file f ON f.file_id = e.file_id WHERE f.path NOT GLOB '*migrations/*');

INSERT INTO ddl_text(source, unit, ordinal, text, file_id, line)
SELECT 'django', unit, row_number() OVER (PARTITION BY unit ORDER BY place, part), text || ';', file_id, line FROM dj_ddl WHERE text IS NOT NULL;
