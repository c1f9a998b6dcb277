-- title: aiosql
-- package: pypi aiosql
--
-- Files of named queries: -- name: get-user^ and the statement below; queries.get_user(conn, id=…) sends it. Whatever the driver, values are written :name.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('aiosql.from_path()',               'aiosql.Queries()', 0),
    ('aiosql.from_str()',                'aiosql.Queries()', 0),
    ('aiosql.aiosql.from_path()',        'aiosql.Queries()', 0),
    ('aiosql.aiosql.from_str()',         'aiosql.Queries()', 0),
    ('aiosql.queries.Queries()',         'aiosql.Queries()', 0);

-- facts
-- a folder's name stands between: queries.users.get_user(…)
CREATE TEMP TABLE aiosql_call AS
SELECT c.id AS call_id, q.id AS query_id, q.kind
FROM call c JOIN named_query q ON replace(q.name, '-', '_') = c.name
WHERE c.receiver_type GLOB 'aiosql.Queries()*' AND c.name NOT IN ('available_queries', 'add_query', 'add_queries', 'add_child_queries')
GROUP BY c.id HAVING count(*) = 1;
INSERT INTO statement_site(call_id, driver, kind, query_id, placeholders, parameters, api)
SELECT call_id, 'aiosql', 'sql', query_id, 'named', NULL, CASE kind WHEN '^' THEN 'row' WHEN '<!' THEN 'row' WHEN '$' THEN 'value' WHEN '!' THEN 'none' WHEN '*!' THEN 'none' WHEN '#' THEN 'none' ELSE 'rows' END
FROM aiosql_call;
INSERT INTO call_shape(call_id, shape)
SELECT call_id, CASE kind WHEN '^' THEN 'row' WHEN '<!' THEN 'row' WHEN '$' THEN 'value' ELSE 'rows' END FROM aiosql_call WHERE coalesce(kind, '') IN ('', '^', '<!', '$');

INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'statements', 'aiosql', 'unchecked', 'no file of queries has this name', c.file_id, c.line
FROM call c WHERE c.receiver_type GLOB 'aiosql.Queries()*' AND c.id NOT IN (SELECT call_id FROM aiosql_call) AND c.name NOT IN ('available_queries', 'add_query', 'add_queries', 'add_child_queries');

INSERT INTO driver_binding(driver, scans) VALUES ('aiosql', 'code');
