-- title: Which database a Python program's clients speak to
-- package: pypi sqlalchemy sqlmodel databases flask_sqlalchemy django sqlite3 aiosqlite pymysql MySQLdb aiomysql mysql clickhouse_connect clickhouse_driver pyspark google.cloud.bigquery snowflake duckdb pyodbc oracledb cx_Oracle
-- files: **/settings.py **/settings/*.py
--
-- Statements sent to another engine than PostgreSQL are counted and left alone.

-- facts
-- create_engine("mysql+pymysql://…"), Database("sqlite:///x"): the scheme, as far as it is a constant; else what drivers the manifests ask for, where they ask for one engine's only
CREATE TEMP TABLE engines_asked AS
SELECT min(n.name) AS name FROM dependency d
JOIN (VALUES ('pymysql', 'MySQL'), ('mysqlclient', 'MySQL'), ('aiomysql', 'MySQL'), ('asyncmy', 'MySQL'), ('mysql-connector-python', 'MySQL'), ('pyodbc', 'SQL Server'), ('pymssql', 'SQL Server'),
    ('oracledb', 'Oracle'), ('cx-oracle', 'Oracle'), ('aiosqlite', 'SQLite'), ('clickhouse-sqlalchemy', 'ClickHouse'), ('snowflake-sqlalchemy', 'Snowflake'), ('sqlalchemy-bigquery', 'BigQuery'),
    ('psycopg2', 'PostgreSQL'), ('psycopg2-binary', 'PostgreSQL'), ('psycopg', 'PostgreSQL'), ('asyncpg', 'PostgreSQL'), ('pg8000', 'PostgreSQL'), ('aiopg', 'PostgreSQL')) x ON x.column1 = lower(d.name)
JOIN (SELECT DISTINCT name FROM engine_name) n ON n.name = x.column2
WHERE d.ecosystem = 'pypi' HAVING count(DISTINCT n.name) = 1;
INSERT INTO engine(call_id, driver, name)
SELECT c.id, iif(c.callee = 'databases.Database', 'databases', 'sqlalchemy'),
    coalesce((SELECT n.name FROM engine_name n WHERE n.word = regexp_capture('^([a-z0-9]+)(?:\+\w+)?:', a.value, 1)), iif(a.value IS NULL, (SELECT name FROM engines_asked), NULL))
FROM call c LEFT JOIN argument a ON a.call_id = c.id AND (a.position = 0 AND a.keyword IS NULL OR a.keyword = 'url') JOIN file f ON f.id = c.file_id AND f.role = 'source'
WHERE c.name IN ('create_engine', 'create_async_engine') AND (c.callee GLOB 'sqlalchemy*' OR c.callee GLOB 'sqlmodel*') OR c.callee = 'databases.Database';
-- Flask: app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///app.db", or a name in a class of settings
INSERT INTO engine(call_id, driver, name)
SELECT NULL, 'sqlalchemy', (SELECT n.name FROM engine_name n WHERE n.word = regexp_capture('^([a-z0-9]+)(?:\+\w+)?:', b.value, 1))
FROM binding b JOIN file f ON f.id = b.file_id AND f.role = 'source' WHERE b.name = 'SQLALCHEMY_DATABASE_URI';
-- Django: DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}; a dictionary some function makes is not known
INSERT INTO engine(call_id, driver, name)
SELECT NULL, 'django', CASE WHEN e.value IS NULL THEN NULL ELSE (SELECT n.name FROM engine_name n WHERE n.word = replace(e.value, rtrim(e.value, replace(e.value, '.', '')), '')) END
FROM binding b JOIN property d ON b.entity = 'object' AND d.object_id = b.entity_id LEFT JOIN property e ON d.entity = 'object' AND e.object_id = d.entity_id AND e.key = 'ENGINE'
WHERE b.name = 'DATABASES' AND b.how <> 'member';

-- clients of other engines
CREATE TEMP TABLE engines_client AS             -- types of those, the methods that send something
SELECT t.type, o.column1 AS driver, o.column3 AS engine, ' ' || o.column4 || ' ' AS methods
FROM (SELECT DISTINCT receiver_type AS type FROM call WHERE receiver_type IS NOT NULL) t
JOIN (VALUES ('sqlite3', 'sqlite3.connect()*', 'SQLite', 'execute executemany executescript'), ('aiosqlite', 'aiosqlite.connect()*', 'SQLite', 'execute executemany execute_fetchall'),
    ('pymysql', 'pymysql.connect()*', 'MySQL', 'execute executemany'), ('MySQLdb', 'MySQLdb.connect()*', 'MySQL', 'execute executemany'), ('aiomysql', 'aiomysql.*', 'MySQL', 'execute executemany'),
    ('mysql.connector', 'mysql.connector.*', 'MySQL', 'execute executemany'), ('clickhouse_connect', 'clickhouse_connect.get_*', 'ClickHouse', 'query command query_df insert'),
    ('clickhouse_driver', 'clickhouse_driver.*', 'ClickHouse', 'execute execute_iter query_dataframe'), ('pyspark', 'pyspark.sql.*', 'Spark', 'sql'), ('bigquery', 'google.cloud.bigquery.*', 'BigQuery', 'query query_and_wait'),
    ('snowflake', 'snowflake.connector.*', 'Snowflake', 'execute executemany'), ('duckdb', 'duckdb*', 'DuckDB', 'execute sql query'), ('pyodbc', 'pyodbc.connect()*', 'SQL Server', 'execute executemany'),
    ('oracledb', 'oracledb.*', 'Oracle', 'execute executemany'), ('cx_Oracle', 'cx_Oracle.*', 'Oracle', 'execute executemany')) o
    ON t.type GLOB o.column2;
INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'statements', o.driver, 'skipped', 'sent to ' || o.engine, c.file_id, c.line
FROM engines_client o JOIN call c ON c.receiver_type = o.type AND instr(o.methods, ' ' || c.name || ' ') JOIN file f ON f.id = c.file_id AND f.role = 'source';
