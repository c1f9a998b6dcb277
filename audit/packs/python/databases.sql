-- title: databases
-- package: pypi databases
--
-- Texts go through SQLAlchemy's text(): values are named.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('databases.core.Database()',            'databases.Database()',   0),
    ('databases.Database().connection()',    'databases.Connection()', 0),
    ('databases.core.Connection()',          'databases.Connection()', 0);
INSERT INTO value_shape(path, shape)
    SELECT o || m, s
    FROM (SELECT column1 AS o FROM (VALUES ('databases.Database()'), ('databases.Connection()'))),
        (SELECT column1 AS m, column2 AS s FROM (VALUES ('.fetch_all()', 'rows'), ('.fetch_all()[]', 'row'), ('.fetch_one()', 'row'), ('.fetch_val()', 'value'), ('.execute()', 'value')));

-- facts
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, api)
SELECT c.id, 'databases', 'sql', a.position, 'named', v.position,
    CASE c.name WHEN 'fetch_all' THEN 'rows' WHEN 'iterate' THEN 'rows' WHEN 'fetch_one' THEN 'row' WHEN 'fetch_val' THEN 'value' ELSE 'none' END
FROM call c
JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'query')
LEFT JOIN argument v ON v.call_id = c.id AND (v.position = 1 AND v.keyword IS NULL OR v.keyword = 'values')
WHERE c.receiver_type IN ('databases.Database()', 'databases.Connection()') AND c.name IN ('fetch_all', 'fetch_one', 'fetch_val', 'execute', 'execute_many', 'iterate')
  AND coalesce(a.type, '') NOT GLOB 'sqlalchemy*';

INSERT INTO driver_binding(driver, sent, scans, list, unused) VALUES ('databases', 'beside', 'all', 'array', 'refused');
