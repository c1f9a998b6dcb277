-- title: goyesql and yesql
-- package: go github.com/knadh/goyesql/v2 github.com/knadh/goyesql github.com/knadh/goyesql/v2/sqlx github.com/nleof/goyesql github.com/krotik/yesql
--
-- Queries of files ("-- name: get-user") under their names: queries["get-user"], or fields of a struct that say which by the tag query:"get-user", as prepared
-- statements or as text. (The file's name sorts behind the drivers': what they took for unknown texts is known here.)

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/knadh/goyesql/v2', 'goyesql', 0),
    ('github.com/knadh/goyesql',    'goyesql', 0),
    ('github.com/nleof/goyesql',    'goyesql', 0);

-- facts
CREATE TEMP TABLE yesql_field AS        -- GetUser *sql.Stmt `query:"get-user"`
SELECT b.name, b.class_id, q.id AS query_id
FROM binding b JOIN named_query q ON q.name = regexp_capture('query:"([^",]*)', b.value, 1)
WHERE b.how = 'field' AND instr(b.value, 'query:"') AND NOT EXISTS (SELECT 1 FROM named_query o WHERE o.name = q.name AND o.id <> q.id);
CREATE TEMP TABLE yesql_name AS         -- a field's name that two structs have says nothing
SELECT name, min(query_id) AS query_id FROM yesql_field GROUP BY name HAVING count(*) = 1;
CREATE INDEX temp.yesql_name_name ON yesql_name(name);
-- q.GetUser.QueryRow(1), q.GetUser.Get(&user, 1)
INSERT INTO statement_site(call_id, driver, kind, query_id, placeholders, parameters, api)
SELECT c.id, 'goyesql', 'sql', f.query_id, 'dollar', NULL, CASE WHEN c.name LIKE 'Get%' THEN 'row' WHEN c.name LIKE 'Select%' THEN 'rows' ELSE 'result' END
FROM call c JOIN yesql_name f ON f.name = regexp_capture('\.(\w+)$', c.receiver, 1)
WHERE c.receiver_type IN ('database/sql.Stmt()', 'sqlx.Stmt()', 'sqlx.NamedStmt()')
  AND c.name IN ('Query', 'QueryContext', 'QueryRow', 'QueryRowContext', 'Exec', 'ExecContext', 'Queryx', 'QueryxContext', 'QueryRowx', 'QueryRowxContext', 'Get', 'GetContext', 'Select', 'SelectContext', 'MustExec');
-- db.Query(q.GetUser, 1), db.Select(&all, queries["get-user"].Query)
CREATE TEMP TABLE yesql_text AS
SELECT s.rowid AS site, s.call_id, f.query_id FROM statement_site s JOIN argument a ON a.call_id = s.call_id AND a.position = s.text_position AND a.kind = 'member'
JOIN yesql_name f ON f.name = regexp_capture('\.(\w+)$', a.text, 1) WHERE s.kind = 'sql' AND s.query_id IS NULL AND s.driver IN ('database/sql', 'sqlx', 'pgx');
INSERT INTO statement_site(call_id, driver, kind, query_id, placeholders, parameters, values_follow, api)
SELECT t.call_id, s.driver, 'sql', t.query_id, s.placeholders, s.parameters, s.values_follow, s.api FROM yesql_text t JOIN statement_site s ON s.rowid = t.site;
DELETE FROM statement_site WHERE rowid IN (SELECT site FROM yesql_text);
