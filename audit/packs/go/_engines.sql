-- title: Which database a Go program's clients speak to
-- package: go database/sql github.com/jmoiron/sqlx github.com/ClickHouse/clickhouse-go/v2 github.com/ClickHouse/clickhouse-go cloud.google.com/go/bigquery zombiezen.com/go/sqlite
--
-- sql.Open names a driver. Statements sent to another engine than PostgreSQL are counted and left alone.

-- facts
INSERT INTO engine(call_id, driver, name)
SELECT c.id, iif(c.callee LIKE 'database/sql.%', 'database/sql', 'sqlx'), (SELECT n.name FROM engine_name n WHERE n.word = a.value)
FROM call c LEFT JOIN argument a ON a.call_id = c.id AND a.position = iif(c.callee LIKE '%Context', 1, 0) JOIN file f ON f.id = c.file_id AND f.role = 'source'
WHERE c.callee IN ('database/sql.Open', 'sqlx.Open', 'sqlx.Connect', 'sqlx.MustConnect', 'sqlx.MustOpen', 'sqlx.ConnectContext');
INSERT INTO engine(call_id, driver, name)       -- sql.OpenDB(connector), clickhouse.OpenDB(options)
SELECT c.id, 'database/sql', CASE WHEN c.callee LIKE 'github.com/ClickHouse/%' THEN 'ClickHouse' WHEN c.callee LIKE 'github.com/jackc/pgx/%' THEN 'PostgreSQL' END
FROM call c WHERE c.name IN ('OpenDB', 'OpenDBFromPool') AND c.result_type = 'database/sql.DB()' OR c.callee GLOB 'github.com/ClickHouse/clickhouse-go*.OpenDB';

INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'statements', o.column1, 'skipped', 'sent to ' || o.column3, c.file_id, c.line
FROM call c
JOIN (VALUES ('clickhouse-go', 'github.com/ClickHouse/clickhouse-go*.Open()*', 'ClickHouse', 'Query QueryRow Exec Select PrepareBatch AsyncInsert'), ('bigquery', 'cloud.google.com/go/bigquery.*', 'BigQuery', 'Query')) o
    ON c.receiver_type GLOB o.column2 AND instr(' ' || o.column4 || ' ', ' ' || c.name || ' ')
JOIN file f ON f.id = c.file_id AND f.role = 'source'
WHERE c.receiver_type IS NOT NULL;
