-- title: pgx
-- package: go github.com/jackc/pgx/v5 github.com/jackc/pgx/v4 github.com/jackc/pgx
--
-- Versions 4 and 5 are spelled pgx and pgxpool. Texts with pgx.NamedArgs write @name, which pgx rewrites to $n.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/jackc/pgx/v5',               'pgx',     0),
    ('github.com/jackc/pgx/v4',               'pgx',     0),
    ('github.com/jackc/pgx',                  'pgx',     0),
    ('github.com/jackc/pgx/v5/pgxpool',       'pgxpool', 0),
    ('github.com/jackc/pgx/v4/pgxpool',       'pgxpool', 0),
    ('github.com/jackc/pgx/v5/pgconn',        'pgconn',  0),
    ('github.com/jackc/pgconn',               'pgconn',  0),
    ('pgx.Connect()',                         'pgx.Conn()',     0),
    ('pgx.ConnectConfig()',                   'pgx.Conn()',     0),
    ('pgx.ConnectWithOptions()',              'pgx.Conn()',     0),
    ('pgx.NewConnPool()',                     'pgx.ConnPool()', 0),
    ('pgxpool.New()',                         'pgxpool.Pool()', 0),
    ('pgxpool.NewWithConfig()',               'pgxpool.Pool()', 0),
    ('pgxpool.Connect()',                     'pgxpool.Pool()', 0),
    ('pgxpool.ConnectConfig()',               'pgxpool.Pool()', 0),
    ('pgxpool.Pool().Acquire()',              'pgxpool.Conn()', 0),
    ('pgxpool.Pool().AcquireFunc(fn)#0',      'pgxpool.Conn()', 0),
    ('pgxpool.Conn().Conn()',                 'pgx.Conn()',     0),
    ('pgxpool.Conn().Hijack()',               'pgx.Conn()',     0),
    ('pgx.Tx().Conn()',                       'pgx.Conn()',     0),
    ('pgxpool.Tx()',                          'pgx.Tx()',       0),
    ('pgx.BeginFunc(fn)#0',                   'pgx.Tx()',       0),
    ('pgx.BeginTxFunc(fn)#0',                 'pgx.Tx()',       0);
WITH object(o) AS (VALUES ('pgx.Conn()'), ('pgx.Tx()'), ('pgx.ConnPool()'), ('pgxpool.Pool()'), ('pgxpool.Conn()')),
     method(m, t) AS (VALUES ('Begin()', 'pgx.Tx()'), ('BeginTx()', 'pgx.Tx()'), ('BeginFunc(fn)#0', 'pgx.Tx()'), ('BeginTxFunc(fn)#0', 'pgx.Tx()'),
        ('Query()', 'pgx.Rows()'), ('QueryRow()', 'pgx.Row()'), ('Exec()', 'pgconn.CommandTag()'), ('SendBatch()', 'pgx.BatchResults()'))
INSERT INTO type_alias(path, type, same) SELECT o || '.' || m, t, 0 FROM object, method;
INSERT INTO value_shape(path, shape) VALUES
    ('pgx.Rows()',                         'result'),
    ('pgx.Row()',                          'result'),
    ('pgx.CollectRows()',                  'rows'),
    ('pgconn.CommandTag()',                'result'),
    ('pgconn.CommandTag().RowsAffected()', 'count'),
    -- a single row's Scan says that there is none, and what collects one row
    ('pgx.ErrNoRows',                      'no_row'),
    ('pgx.Row().Scan()',                   'row_error'),
    ('pgx.CollectOneRow()#1',              'row_error'),
    ('pgx.CollectExactlyOneRow()#1',       'row_error'),
    ('pgx.Rows().Next()', 'row'),
    ('pgx.Rows()#1',                       'rows_error'),
    ('pgx.Rows().Scan()',                  'rows_error'),
    ('pgx.Rows().Err()',                   'rows_error'),
    ('pgx.CollectRows()#1',                'rows_error'),
    ('pgconn.CommandTag()#1',              'rows_error');

-- facts
CREATE TEMP TABLE pgx_call AS
    SELECT c.id AS call_id, c.file_id, c.line, CASE WHEN c.name = 'Queue' THEN 0 WHEN c.name = 'Prepare' THEN 2 ELSE 1 END AS position, c.name = 'Prepare' AS prepares,
        EXISTS (SELECT 1 FROM argument a WHERE a.call_id = c.id AND a.type IN ('pgx.NamedArgs()', 'pgx.StrictNamedArgs()')) AS named
    FROM call c
    WHERE c.name IN ('Query', 'QueryRow', 'QueryFunc', 'Exec', 'Prepare')
            AND (c.receiver_type IN ('pgx.Conn()', 'pgx.Tx()', 'pgxpool.Pool()', 'pgxpool.Conn()')
              OR c.receiver_type LIKE 'class:%' AND c.result_type IN ('pgx.Rows()', 'pgx.Row()', 'pgconn.CommandTag()')
                AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = c.id AND t.how <> 'callback'))
       OR c.name = 'Queue' AND c.receiver_type = 'pgx.Batch()';
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT call_id, 'pgx', 'sql', position, iif(named, 'at', 'dollar'),
    iif(prepares OR EXISTS (SELECT 1 FROM argument a WHERE a.call_id = p.call_id AND a.type LIKE 'pgx.Query%'), NULL, position + 1), NOT named, 'result'   -- a mode may come first
FROM pgx_call p;
-- pgx.CollectRows(rows, pgx.RowToStructByName[User]): by tags and names, letter case and underscores aside; a column or a field too many is an error
INSERT INTO result_naming(driver, naming, column_needs, field_needs) VALUES ('pgx', 'fold', 1, 1);
INSERT INTO result_collect(call_id, origin_call_id, class_id, lax, many)
SELECT c.id, r.origin, m.entity_id, m.type LIKE '%Lax', c.callee IN ('pgx.CollectRows', 'pgx.AppendRows')
FROM call c JOIN argument r ON r.call_id = c.id AND r.origin IS NOT NULL AND r.type = 'pgx.Rows()' JOIN argument m ON m.call_id = c.id AND m.entity = 'class'
    AND m.type IN ('pgx.RowToStructByName', 'pgx.RowToAddrOfStructByName', 'pgx.RowToStructByNameLax', 'pgx.RowToAddrOfStructByNameLax')
WHERE c.callee IN ('pgx.CollectRows', 'pgx.CollectOneRow', 'pgx.CollectExactlyOneRow', 'pgx.AppendRows');
INSERT INTO result_scan(call_id, first)
SELECT id, 0 FROM call WHERE receiver_type IN ('pgx.Row()', 'pgx.Rows()') AND name = 'Scan';
INSERT INTO database_ping(call_id) SELECT id FROM call WHERE receiver_type IN ('pgx.Conn()', 'pgx.ConnPool()', 'pgxpool.Pool()', 'pgxpool.Conn()') AND name = 'Ping';

INSERT INTO begun(call_id, object_call_id, driver) SELECT id, id, 'pgx' FROM call WHERE receiver_type IN ('pgx.Conn()', 'pgx.ConnPool()', 'pgxpool.Pool()', 'pgxpool.Conn()') AND name IN ('Begin', 'BeginTx');
INSERT INTO rolled_back(object_call_id) SELECT receiver_origin FROM call WHERE receiver_type = 'pgx.Tx()' AND name = 'Rollback' AND receiver_origin IS NOT NULL;
INSERT INTO committed(object_call_id) SELECT receiver_origin FROM call WHERE receiver_type = 'pgx.Tx()' AND name = 'Commit' AND receiver_origin IS NOT NULL;
-- as database/sql's; a failing Scan closes the rows, and so does what collects them
INSERT INTO borrowed(call_id, driver, kind)
SELECT c.id, 'pgx', CASE c.result_type WHEN 'pgx.Rows()' THEN 'rows' WHEN 'pgx.Tx()' THEN 'transaction' ELSE 'connection' END
FROM call c WHERE c.result_type IN ('pgx.Rows()', 'pgx.Tx()', 'pgxpool.Conn()') AND c.result_origin = c.id
  AND c.receiver_type IN ('pgxpool.Pool()', 'pgxpool.Conn()', 'pgx.Tx()') AND NOT (c.result_type = 'pgx.Tx()' AND c.receiver_type = 'pgx.Tx()');
INSERT INTO given_back(borrowed_call_id, call_id)
SELECT b.call_id, c.id FROM borrowed b JOIN call c ON c.receiver_origin = b.call_id AND c.name IN ('Close', 'Commit', 'Rollback', 'Release', 'Hijack')
WHERE b.driver = 'pgx' AND c.receiver_type IN ('pgx.Rows()', 'pgx.Tx()', 'pgxpool.Conn()');
