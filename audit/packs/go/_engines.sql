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

CREATE TEMP TABLE engines_client AS             -- types of those, the methods that send something
SELECT t.type, o.column1 AS driver, o.column3 AS engine, ' ' || o.column4 || ' ' AS methods
FROM (SELECT DISTINCT receiver_type AS type FROM call WHERE receiver_type IS NOT NULL) t
JOIN (VALUES ('clickhouse-go', 'github.com/ClickHouse/clickhouse-go*.Open()*', 'ClickHouse', 'Query QueryRow Exec Select PrepareBatch AsyncInsert'), ('bigquery', 'cloud.google.com/go/bigquery.*', 'BigQuery', 'Query')) o
    ON t.type GLOB o.column2;
INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'statements', o.driver, 'skipped', 'sent to ' || o.engine, c.file_id, c.line
FROM engines_client o JOIN call c ON c.receiver_type = o.type AND instr(o.methods, ' ' || c.name || ' ') JOIN file f ON f.id = c.file_id AND f.role = 'source';
