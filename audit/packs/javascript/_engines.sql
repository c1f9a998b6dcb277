-- title: Which database a JavaScript program's clients speak to
-- package: npm knex sequelize sequelize-typescript typeorm kysely @clickhouse/client clickhouse mysql mysql2 mysql2/promise better-sqlite3 sqlite3 sqlite bun:sqlite node:sqlite mssql oracledb tedious mariadb snowflake-sdk @google-cloud/bigquery duckdb @libsql/client
--
-- Statements sent to another engine than PostgreSQL are counted and left alone.

-- facts
-- knex({ client: 'mysql2' }), new DataSource({ type: 'mysql' }), new Sequelize(…, { dialect: 'sqlite' }), new Sequelize('mysql://…')
INSERT INTO engine(call_id, driver, name)
SELECT c.id, o.column1, (SELECT n.name FROM engine_name n WHERE n.word = coalesce(p.value, regexp_capture('^([a-z0-9]+):', u.value, 1)))
FROM call c
JOIN (VALUES ('knex', 'knex', 'client'), ('knex', 'knex.knex', 'client'), ('knex', 'knex.default', 'client'), ('typeorm', 'typeorm.DataSource', 'type'), ('typeorm', 'typeorm.createConnection', 'type'),
    ('sequelize', 'sequelize', 'dialect'), ('sequelize', 'sequelize.Sequelize', 'dialect'), ('sequelize', 'sequelize.default', 'dialect'), ('sequelize', 'sequelize-typescript.Sequelize', 'dialect')) o ON o.column2 = c.callee
LEFT JOIN argument a ON a.call_id = c.id AND a.entity = 'object' AND EXISTS (SELECT 1 FROM property k WHERE k.object_id = a.entity_id AND k.key = o.column3)
LEFT JOIN property p ON p.object_id = a.entity_id AND p.key = o.column3
LEFT JOIN argument u ON u.call_id = c.id AND u.position = 0 AND a.call_id IS NULL
JOIN file f ON f.id = c.file_id AND f.role = 'source';
INSERT INTO engine(call_id, driver, name)       -- the model layers built on knex ask through it
SELECT e.call_id, 'objection', e.name FROM engine e WHERE e.driver = 'knex';
INSERT INTO engine(call_id, driver, name)       -- new Kysely({ dialect: new MysqlDialect(…) })
SELECT c.id, 'kysely', CASE WHEN p.type GLOB 'kysely.Mysql*' THEN 'MySQL' WHEN p.type GLOB 'kysely.Sqlite*' THEN 'SQLite' WHEN p.type GLOB 'kysely.Mssql*' THEN 'SQL Server' WHEN p.type GLOB 'kysely.Postgres*' THEN 'PostgreSQL' END
FROM call c JOIN argument a ON a.call_id = c.id AND a.position = 0 AND a.entity = 'object' JOIN property p ON p.object_id = a.entity_id AND p.key = 'dialect' WHERE c.callee = 'kysely.Kysely';

-- clients of other engines
CREATE TEMP TABLE engines_client AS             -- types of those, the methods that send something
SELECT t.type, o.column1 AS driver, o.column3 AS engine, ' ' || o.column4 || ' ' AS methods
FROM (SELECT DISTINCT receiver_type AS type FROM call WHERE receiver_type IS NOT NULL) t
JOIN (VALUES ('@clickhouse/client', '@clickhouse/client.createClient()*', 'ClickHouse', 'query command exec insert'), ('clickhouse', 'clickhouse.*', 'ClickHouse', 'query insert'),
    ('mysql', 'mysql.create*', 'MySQL', 'query execute'), ('mysql2', 'mysql2*create*', 'MySQL', 'query execute'), ('mariadb', 'mariadb.create*', 'MySQL', 'query execute batch'),
    ('better-sqlite3', 'better-sqlite3()*', 'SQLite', 'prepare exec'), ('better-sqlite3', 'better-sqlite3.default()*', 'SQLite', 'prepare exec'), ('sqlite3', 'sqlite3.*Database()*', 'SQLite', 'run get all each exec prepare'),
    ('sqlite', 'sqlite.open()*', 'SQLite', 'run get all each exec prepare'), ('bun:sqlite', 'bun:sqlite.Database()*', 'SQLite', 'query run prepare exec'), ('node:sqlite', 'node:sqlite.DatabaseSync()*', 'SQLite', 'prepare exec'),
    ('@libsql/client', '@libsql/client.createClient()*', 'SQLite', 'execute batch'), ('mssql', 'mssql.*', 'SQL Server', 'query batch'), ('oracledb', 'oracledb.*', 'Oracle', 'execute executeMany'),
    ('snowflake-sdk', 'snowflake-sdk.*', 'Snowflake', 'execute'), ('@google-cloud/bigquery', '@google-cloud/bigquery.BigQuery()*', 'BigQuery', 'query createQueryJob'), ('duckdb', 'duckdb*', 'DuckDB', 'run all exec prepare')) o
    ON t.type GLOB o.column2;
INSERT INTO coverage(domain, object, state, reason, file_id, line)
SELECT 'statements', o.driver, 'skipped', 'sent to ' || o.engine, c.file_id, c.line
FROM engines_client o JOIN call c ON c.receiver_type = o.type AND instr(o.methods, ' ' || c.name || ' ') JOIN file f ON f.id = c.file_id AND f.role = 'source';
