-- What programs call databases: schemes of URLs, names of drivers and dialects. Read by packs (engine_name).
INSERT INTO engine_name(word, name) VALUES
    ('postgresql', 'PostgreSQL'), ('postgres', 'PostgreSQL'), ('pg', 'PostgreSQL'), ('pgx', 'PostgreSQL'), ('pgsql', 'PostgreSQL'), ('pg-native', 'PostgreSQL'), ('psycopg2', 'PostgreSQL'), ('postgis', 'PostgreSQL'),
    ('cloudsqlpostgres', 'PostgreSQL'), ('cloudsql-postgres', 'PostgreSQL'), ('postgresql_psycopg2', 'PostgreSQL'), ('cockroachdb', 'PostgreSQL'), ('cockroach', 'PostgreSQL'), ('aurora-postgres', 'PostgreSQL'),
    ('mysql', 'MySQL'), ('mysql2', 'MySQL'), ('mariadb', 'MySQL'), ('nrmysql', 'MySQL'), ('aurora-mysql', 'MySQL'),
    ('sqlite', 'SQLite'), ('sqlite3', 'SQLite'), ('better-sqlite3', 'SQLite'), ('spatialite', 'SQLite'), ('libsql', 'SQLite'),
    ('mssql', 'SQL Server'), ('sqlserver', 'SQL Server'), ('tedious', 'SQL Server'), ('oracle', 'Oracle'), ('oracledb', 'Oracle'), ('godror', 'Oracle'),
    ('clickhouse', 'ClickHouse'), ('chhttp', 'ClickHouse'), ('snowflake', 'Snowflake'), ('bigquery', 'BigQuery'), ('duckdb', 'DuckDB'), ('redshift', 'Redshift'), ('trino', 'Trino'), ('presto', 'Presto'), ('databricks', 'Databricks'), ('hive', 'Hive'),
    ('mongodb', 'MongoDB');
