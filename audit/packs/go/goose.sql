-- title: goose, migrations written in Go
-- package: go github.com/pressly/goose/v3 github.com/pressly/goose
--
-- goose.AddMigrationContext(up, down) in a file that is numbered like those of SQL beside it: what `up` sends runs at its number.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/pressly/goose/v3', 'goose', 0),
    ('github.com/pressly/goose',    'goose', 0);

-- facts
CREATE TEMP TABLE goose_step AS
SELECT s.rowid AS site, s.call_id, s.text_position, p.path AS unit, p.id AS file_id
FROM call c JOIN argument a ON a.call_id = c.id AND a.entity = 'function' AND a.position = iif(c.name LIKE 'AddNamed%', 1, 0)
JOIN file p ON p.id = c.file_id
JOIN call t ON t.function_id = a.entity_id OR t.function_id IN (SELECT f.id FROM function f WHERE f.parent_id = a.entity_id)
JOIN statement_site s ON s.call_id = t.id AND s.kind = 'sql' AND s.text_position IS NOT NULL
WHERE c.callee IN ('goose.AddMigration', 'goose.AddMigrationContext', 'goose.AddMigrationNoTx', 'goose.AddMigrationNoTxContext', 'goose.AddNamedMigration', 'goose.AddNamedMigrationContext', 'goose.AddNamedMigrationNoTx',
    'goose.AddNamedMigrationNoTxContext');
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api, action)
SELECT call_id, 'goose', 'step', text_position, 'dollar', NULL, 'none', unit FROM goose_step;
DELETE FROM statement_site WHERE rowid IN (SELECT site FROM goose_step);
-- a folder of Go alone is a history of its own; beside files of SQL the steps run among those
INSERT INTO revision(source, unit, parents, file_id, line)
SELECT DISTINCT 'goose', unit, NULL, file_id, 1 FROM goose_step g
WHERE NOT EXISTS (SELECT 1 FROM file f WHERE f.path LIKE '%.sql' AND dirname(f.path) = dirname(g.unit));
