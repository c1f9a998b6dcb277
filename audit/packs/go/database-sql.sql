-- title: database/sql
-- package: go database/sql
--
-- The text of a method ending in Context stands behind the context. $1 placeholders: the PostgreSQL drivers'. A program that
-- imports only drivers of other databases has no statements for us.

-- types
WITH object(o) AS (VALUES ('database/sql.DB()'), ('database/sql.Tx()'), ('database/sql.Conn()'), ('database/sql.Stmt()')),
     method(m, t) AS (VALUES ('Query', 'database/sql.Rows()'), ('QueryContext', 'database/sql.Rows()'), ('QueryRow', 'database/sql.Row()'), ('QueryRowContext', 'database/sql.Row()'),
        ('Exec', 'database/sql.Result()'), ('ExecContext', 'database/sql.Result()'), ('Prepare', 'database/sql.Stmt()'), ('PrepareContext', 'database/sql.Stmt()'),
        ('Begin', 'database/sql.Tx()'), ('BeginTx', 'database/sql.Tx()'), ('Conn', 'database/sql.Conn()'), ('Stmt', 'database/sql.Stmt()'), ('StmtContext', 'database/sql.Stmt()'))
INSERT INTO type_alias(path, type, same) SELECT o || '.' || m || '()', t, 0 FROM object, method;
INSERT INTO type_alias(path, type, same) VALUES
    ('database/sql.Open()',                                'database/sql.DB()', 0),
    ('database/sql.OpenDB()',                              'database/sql.DB()', 0),
    ('text/template.New()',                                'text/template.Template()', 0),
    ('text/template.Template().Parse()',                   'text/template.Template()', 0),
    ('text/template.Template().Funcs()',                   'text/template.Template()', 0),
    ('text/template.Template().Option()',                  'text/template.Template()', 0),
    ('text/template.Must()',                               'text/template.Template()', 0),
    ('github.com/jackc/pgx/v4/stdlib.OpenDB()',            'database/sql.DB()', 0),
    ('github.com/jackc/pgx/v5/stdlib.OpenDB()',            'database/sql.DB()', 0),
    ('github.com/jackc/pgx/v5/stdlib.OpenDBFromPool()',    'database/sql.DB()', 0);
INSERT INTO value_shape(path, shape) VALUES
    ('database/sql.Rows()',                  'result'),
    ('database/sql.Row()',                   'result'),
    ('database/sql.Result()',                'result'),
    ('database/sql.Result().RowsAffected()', 'count'),
    -- only a single row's Scan says that there is none
    ('database/sql.ErrNoRows',               'no_row'),
    ('database/sql.Row().Scan()',            'row_error'),
    ('database/sql.Row().Err()',             'rows_error'),
    ('database/sql.Rows().Next()', 'row'),
    ('database/sql.Rows()#1',                'rows_error'),
    ('database/sql.Rows().Scan()',           'rows_error'),
    ('database/sql.Rows().Err()',            'rows_error'),
    ('database/sql.Result()#1',              'rows_error');

INSERT INTO text_helper(path, effect) VALUES
    ('github.com/lib/pq.QuoteIdentifier', 'quotes'), ('github.com/lib/pq.QuoteLiteral', 'quotes'), ('github.com/jackc/pgx/v5.Identifier().Sanitize', 'quotes'), ('github.com/jackc/pgx/v4.Identifier().Sanitize', 'quotes');

-- facts
CREATE TEMP TABLE sql_call AS
    SELECT c.id AS call_id, iif(c.name LIKE '%Context', 1, 0) AS position, c.name LIKE 'Prepare%' AS prepares
    FROM call c
    WHERE c.name IN ('Query', 'QueryContext', 'QueryRow', 'QueryRowContext', 'Exec', 'ExecContext', 'Prepare', 'PrepareContext')
      AND (c.receiver_type IN ('database/sql.DB()', 'database/sql.Tx()', 'database/sql.Conn()')
        -- an interface of the program that *sql.DB and *sql.Tx satisfy: what its method gives back is theirs, and nothing of the program implements it
        OR c.receiver_type LIKE 'class:%' AND c.result_type IN ('database/sql.Rows()', 'database/sql.Row()', 'database/sql.Result()', 'database/sql.Stmt()')
            AND NOT EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = c.id AND t.how <> 'callback'));
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT call_id, 'database/sql', 'sql', position, 'dollar', iif(prepares, NULL, position + 1), 1, 'result'
FROM sql_call
WHERE NOT EXISTS (SELECT 1 FROM import WHERE package IN ('github.com/go-sql-driver/mysql', 'github.com/mattn/go-sqlite3', 'modernc.org/sqlite', 'github.com/denisenkom/go-mssqldb',
        'github.com/microsoft/go-mssqldb', 'github.com/ClickHouse/clickhouse-go/v2', 'github.com/godror/godror', 'github.com/snowflakedb/gosnowflake'))
   OR EXISTS (SELECT 1 FROM import WHERE package = 'github.com/lib/pq' OR package LIKE 'github.com/jackc/pgx%' OR package LIKE 'cloud.google.com/go/cloudsqlconn/postgres%');
INSERT INTO result_scan(call_id, first)
SELECT id, 0 FROM call WHERE receiver_type IN ('database/sql.Row()', 'database/sql.Rows()') AND name = 'Scan';
INSERT INTO database_ping(call_id) SELECT id FROM call WHERE receiver_type IN ('database/sql.DB()', 'database/sql.Conn()') AND name IN ('Ping', 'PingContext');

-- tx, err := db.BeginTx(ctx, nil): its statements are the transaction's own
INSERT INTO begun(call_id, object_call_id, driver)
SELECT id, id, 'database/sql' FROM call WHERE receiver_type IN ('database/sql.DB()', 'database/sql.Conn()') AND name IN ('Begin', 'BeginTx');
INSERT INTO rolled_back(object_call_id) SELECT receiver_origin FROM call WHERE receiver_type = 'database/sql.Tx()' AND name = 'Rollback' AND receiver_origin IS NOT NULL;
INSERT INTO committed(object_call_id) SELECT receiver_origin FROM call WHERE receiver_type = 'database/sql.Tx()' AND name = 'Commit' AND receiver_origin IS NOT NULL;
-- rows that are not read to their end, a transaction nobody ends, and a connection of its own keep a connection of the pool
INSERT INTO borrowed(call_id, driver, kind)
SELECT c.id, 'database/sql', CASE c.result_type WHEN 'database/sql.Rows()' THEN 'rows' WHEN 'database/sql.Tx()' THEN 'transaction' ELSE 'connection' END
FROM call c WHERE c.result_type IN ('database/sql.Rows()', 'database/sql.Tx()', 'database/sql.Conn()') AND c.result_origin = c.id
  AND (c.receiver_type LIKE 'database/sql.%' OR c.receiver_type LIKE 'sqlx.%');
INSERT INTO given_back(borrowed_call_id, call_id)
SELECT b.call_id, c.id FROM borrowed b JOIN call c ON c.receiver_origin = b.call_id AND c.name IN ('Close', 'Commit', 'Rollback')
WHERE b.driver = 'database/sql' AND c.receiver_type IN ('database/sql.Rows()', 'database/sql.Tx()', 'database/sql.Conn()', 'sqlx.Tx()', 'sqlx.Conn()');
