-- title: sqlx
-- package: go github.com/jmoiron/sqlx
--
-- database/sql and more: Get and Select put rows into the value before the text, by the db: tags of its fields; Named… write :name.
-- A text that goes through Rebind or In is written with ?.

-- types
INSERT INTO type_alias(path, type, same) VALUES
    ('github.com/jmoiron/sqlx',          'sqlx', 0),
    ('sqlx.Connect()',                   'sqlx.DB()', 0),
    ('sqlx.ConnectContext()',            'sqlx.DB()', 0),
    ('sqlx.MustConnect()',               'sqlx.DB()', 0),
    ('sqlx.Open()',                      'sqlx.DB()', 0),
    ('sqlx.MustOpen()',                  'sqlx.DB()', 0),
    ('sqlx.NewDb()',                     'sqlx.DB()', 0),
    ('sqlx.Ext()',                       'sqlx.DB()', 0),
    ('sqlx.ExtContext()',                'sqlx.DB()', 0),
    ('sqlx.Execer()',                    'sqlx.DB()', 0),
    ('sqlx.ExecerContext()',             'sqlx.DB()', 0),
    ('sqlx.Queryer()',                   'sqlx.DB()', 0),
    ('sqlx.QueryerContext()',            'sqlx.DB()', 0),
    ('sqlx.DB().DB',                     'database/sql.DB()', 0),
    ('sqlx.Tx().Tx',                     'database/sql.Tx()', 0),
    ('sqlx.Rows()',                      'database/sql.Rows()', 0),
    ('sqlx.Row()',                       'database/sql.Row()', 0),
    ('sqlx.In()',                        '#0', 0),
    ('sqlx.Named()',                     '#0', 0),
    ('sqlx.Rebind()',                    '#1', 0);
WITH object(o) AS (VALUES ('sqlx.DB()'), ('sqlx.Tx()'), ('sqlx.Conn()')),
     method(m, t) AS (VALUES ('Beginx', 'sqlx.Tx()'), ('BeginTxx', 'sqlx.Tx()'), ('MustBegin', 'sqlx.Tx()'), ('MustBeginTx', 'sqlx.Tx()'), ('Begin', 'database/sql.Tx()'), ('BeginTx', 'database/sql.Tx()'),
        ('Connx', 'sqlx.Conn()'), ('Unsafe', 'sqlx.DB()'), ('Rebind', '#0'), ('Preparex', 'sqlx.Stmt()'), ('PreparexContext', 'sqlx.Stmt()'), ('PrepareNamed', 'sqlx.NamedStmt()'),
        ('Queryx', 'database/sql.Rows()'), ('QueryxContext', 'database/sql.Rows()'), ('Query', 'database/sql.Rows()'), ('QueryContext', 'database/sql.Rows()'), ('NamedQuery', 'database/sql.Rows()'),
        ('NamedQueryContext', 'database/sql.Rows()'), ('QueryRowx', 'database/sql.Row()'), ('QueryRowxContext', 'database/sql.Row()'), ('QueryRow', 'database/sql.Row()'),
        ('QueryRowContext', 'database/sql.Row()'), ('Exec', 'database/sql.Result()'), ('ExecContext', 'database/sql.Result()'), ('MustExec', 'database/sql.Result()'), ('MustExecContext', 'database/sql.Result()'),
        ('NamedExec', 'database/sql.Result()'), ('NamedExecContext', 'database/sql.Result()'), ('Prepare', 'database/sql.Stmt()'), ('PrepareContext', 'database/sql.Stmt()'))
INSERT INTO type_alias(path, type, same) SELECT o || '.' || m || '()', t, 0 FROM object, method;
-- Get says by sql.ErrNoRows that there is no row; Select gives an empty list
INSERT INTO value_shape(path, shape)
SELECT o || m || x || '()', iif(m = 'Get', 'row_error', 'rows_error')
FROM (SELECT column1 AS o FROM (VALUES ('sqlx.'), ('sqlx.DB().'), ('sqlx.Tx().'), ('sqlx.Conn().'), ('sqlx.Stmt().'), ('sqlx.NamedStmt().'))),
     (SELECT column1 AS m FROM (VALUES ('Get'), ('Select'))), (SELECT column1 AS x FROM (VALUES (''), ('Context')));
INSERT INTO value_shape(path, shape) VALUES ('database/sql.Row().StructScan()', 'row_error'), ('database/sql.Row().MapScan()', 'row_error'), ('database/sql.Row().SliceScan()#1', 'row_error');

-- facts
CREATE TEMP TABLE sqlx_call AS
    SELECT c.id AS call_id, c.function_id, c.name,
        iif(c.name LIKE '%Context', 1, 0) + iif(c.name LIKE 'Get%' OR c.name LIKE 'Select%', 1, 0) AS position,
        c.name LIKE '%Named%' AS named, c.name LIKE 'Prepare%' AS prepares
    FROM call c
    WHERE c.receiver_type IN ('sqlx.DB()', 'sqlx.Tx()', 'sqlx.Conn()')
      AND c.name IN ('Get', 'GetContext', 'Select', 'SelectContext', 'Queryx', 'QueryxContext', 'QueryRowx', 'QueryRowxContext', 'Query', 'QueryContext', 'QueryRow', 'QueryRowContext', 'Exec', 'ExecContext',
          'MustExec', 'MustExecContext', 'NamedExec', 'NamedExecContext', 'NamedQuery', 'NamedQueryContext', 'Preparex', 'PreparexContext', 'PrepareNamed', 'PrepareNamedContext', 'Prepare', 'PrepareContext')
    UNION ALL
    -- sqlx.Get(db, &dest, "SELECT …"), sqlx.NamedExec(db, "INSERT …", arg)
    SELECT c.id, c.function_id, c.name, CASE WHEN c.name LIKE 'Get%' OR c.name LIKE 'Select%' THEN 2 ELSE 1 END + iif(c.name LIKE '%Context', 1, 0), c.name LIKE 'Named%', 0
    FROM call c
    WHERE c.callee IN ('sqlx.Get', 'sqlx.GetContext', 'sqlx.Select', 'sqlx.SelectContext', 'sqlx.NamedExec', 'sqlx.NamedExecContext', 'sqlx.NamedQuery', 'sqlx.NamedQueryContext', 'sqlx.MustExec',
        'sqlx.MustExecContext');
INSERT INTO statement_site(call_id, driver, kind, text_position, placeholders, parameters, values_follow, api)
SELECT s.call_id, 'sqlx', 'sql', s.position,
    CASE WHEN s.named THEN 'named'
         WHEN EXISTS (SELECT 1 FROM call r WHERE r.function_id = s.function_id AND (r.callee IN ('sqlx.In', 'sqlx.Rebind', 'sqlx.Named') OR r.receiver_type LIKE 'sqlx.%' AND r.name = 'Rebind')) THEN 'question' ELSE 'dollar' END,
    iif(s.prepares, NULL, s.position + 1), NOT s.named,
    CASE WHEN s.name LIKE 'Get%' THEN 'row' WHEN s.name LIKE 'Select%' THEN 'rows' ELSE 'result' END
FROM sqlx_call s
WHERE NOT EXISTS (SELECT 1 FROM import WHERE package IN ('github.com/go-sql-driver/mysql', 'github.com/mattn/go-sqlite3', 'modernc.org/sqlite', 'github.com/microsoft/go-mssqldb'))
   OR EXISTS (SELECT 1 FROM import WHERE package = 'github.com/lib/pq' OR package LIKE 'github.com/jackc/pgx%');
-- a column without a field is an error ("missing destination name"), unless the program asked for less
INSERT INTO result_naming(driver, naming, column_needs, field_needs)
SELECT 'sqlx', 'lower', 1, 0 WHERE NOT EXISTS (SELECT 1 FROM call WHERE receiver_type LIKE 'sqlx.%' AND name IN ('Unsafe', 'MapperFunc')) AND NOT EXISTS (SELECT 1 FROM binding WHERE name IN ('Mapper', 'NameMapper') AND owner_type LIKE 'sqlx%');
