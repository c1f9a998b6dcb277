-- The joins that rules share.

CREATE VIEW error_effect AS             -- what an error that leaves a route's handler does: verdicts none of whose boundaries is present, worst first
    SELECT route_id, verdict, detail, min(rank) AS rank
    FROM (SELECT r.id AS route_id, e.verdict, e.detail,
                 CASE e.verdict WHEN 'crash' THEN 0 WHEN 'hang' THEN 1 WHEN 'leak' THEN 2 ELSE 3 END AS rank
          FROM route r
          JOIN app a ON a.id = r.app_id AND a.major IS NOT NULL
          JOIN function h ON h.id = r.function_id
          JOIN file hf ON hf.id = h.file_id
          JOIN framework_effect e ON e.framework = r.framework AND a.major BETWEEN e.major_from AND e.major_to
               AND e.async = iif(hf.language = 'python', h.is_async, 1)
          WHERE r.method <> 'WS'
            AND NOT EXISTS (SELECT 1 FROM boundary b WHERE b.kind = 'wrapper' AND b.function_id = r.function_id)
            AND NOT EXISTS (SELECT 1 FROM framework_effect o
                            JOIN boundary b ON b.kind = o.unless AND (b.framework = r.framework OR b.kind = 'process_listener')
                                 AND regexp('(?i)(^\*$|^(builtins\.)?(Base)?Exception$|sqlalchemy|asyncpg|psycopg|database|postgres|^pg\b)', coalesce(b.error_type, '*'))
                            JOIN file f ON f.id = b.file_id AND f.role NOT IN ('test', 'example')
                                 AND (a.root = '' OR substr(f.path, 1, length(a.root) + 1) = a.root || '/')
                            WHERE o.framework = e.framework AND o.async = e.async AND o.verdict = e.verdict AND a.major BETWEEN o.major_from AND o.major_to))
    GROUP BY route_id;

CREATE VIEW statement_way AS            -- of every statement the nearest route that may send it, certain ones first, how many there are (NULL: none), and the way to it
    SELECT s.id AS statement_id, sent.routes, sent.route,
           coalesce(sent.witness_id, (SELECT w.witness_id FROM statement_witness w WHERE w.statement_id = s.id)) AS witness_id
    FROM statement s
    LEFT JOIN (SELECT q.statement_id, q.witness_id, r.method || ' ' || r.path AS route, count(DISTINCT q.route_id) AS routes,
                      min(printf('%d %04d %s %s', 1 - q.certain, q.depth, r.path, r.method)) AS nearest
               FROM route_statement q JOIN route r ON r.id = q.route_id GROUP BY q.statement_id) sent ON sent.statement_id = s.id;

CREATE VIEW problem_way AS              -- statement_problem of texts in the application's own sources, with complete of its variant and the words rules share
    SELECT p.rowid AS id, p.*, v.complete, coalesce(nullif(f.name, ''), way.route) AS scope,
           iif(p.in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
           CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
                ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
           way.witness_id AS witness
    FROM statement_problem p
    JOIN statement s ON s.id = p.statement_id AND s.origin = 'text'
    JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant
    JOIN file ON file.id = s.file_id AND file.role = 'source'
    JOIN function f ON f.id = s.function_id
    JOIN statement_way way ON way.statement_id = s.id;

CREATE VIEW placeholder_way AS          -- statement_placeholder of texts in the application's own sources, what the driver does with values, and the words rules share
    SELECT h.*, s.driver, b.sent, b.scans, b.list, coalesce(b.tuple, b.list) AS tuple, b.unused,
           coalesce(nullif(f.name, ''), way.route) AS scope, way.route AS object,
           CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends it.'
                ELSE ' ' || way.routes || ' routes send it, among them ' || way.route || '.' END AS reach,
           way.witness_id AS witness
    FROM statement_placeholder h
    JOIN statement s ON s.id = h.statement_id
    JOIN file ON file.id = s.file_id AND file.role = 'source'
    JOIN function f ON f.id = s.function_id
    JOIN statement_way way ON way.statement_id = s.id
    LEFT JOIN driver_binding b ON b.driver = s.driver;

CREATE VIEW source_problem AS           -- those that are so by what the tree declares; where a database was asked, by it too
    SELECT * FROM problem_way WHERE NOT drift;

CREATE VIEW drift_problem AS            -- those that only the database has
    SELECT * FROM problem_way WHERE drift;

CREATE VIEW schema_gap AS               -- one row; any: 1 when DDL that was refused or not understood may have made what is missed
    SELECT EXISTS (SELECT 1 FROM replay_problem p JOIN declared_source s ON s.id = p.source_id AND s.used
                   WHERE p.kind = 'syntax' OR p.kind = 'fails' AND p.sqlstate NOT IN ('42P07', '42701', '42710', '42723', '42P06', '42P16')
                   AND NOT regexp('^(index|constraint|trigger|policy|column .* (named in key )?does not exist$)', p.message)) AS any;

CREATE VIEW stored_fault AS             -- stored_problem that is certain, of functions in the application's own sources or in the database, with the words rules share; history: the DDL that took away what it names, '' none
    SELECT p.*, p.schema || '.' || p.name AS function_name,
           p.kind || ' "' || iif(p.schema = 'public', '', p.schema || '.') || p.name || '"' AS title,
           iif(p.conditional OR p.caught IS NOT NULL OR gap.any OR used.no, 'warning', 'error') AS level,
           iif(gap.any, 'medium', NULL) AS confidence,
           iif(p.nearest <> '', ' The nearest name is "' || p.nearest || '".', '') AS hint,
           iif(p.on_tables IS NULL, '', ' as trigger of ' || p.on_tables)
               || CASE WHEN p.caught IS NOT NULL THEN ', and its handler for ' || p.caught || ' hides it' WHEN p.conditional THEN ' when it comes this way' ELSE '' END AS condition,
           iif(used.no, ' No trigger uses it.', '') AS use,
           coalesce((SELECT CASE WHEN e.operation LIKE 'rename%' THEN 'renamed' WHEN e.operation = 'set schema' THEN 'moved to another schema' ELSE 'dropped' END
                            || ' by ' || g.path || ':' || e.line
                     FROM ddl_event e JOIN file g ON g.id = e.file_id
                     WHERE NOT e.skipped
                       AND CASE p.code
                           WHEN 'unknown-table' THEN e.operation IN ('drop table', 'drop view', 'drop materialized view', 'rename table', 'rename view', 'set schema')
                                AND (e.object = p.object OR e.object = 'public.' || p.object OR e.object = p.schema || '.' || p.object)
                           WHEN 'unknown-column' THEN e.operation IN ('drop column', 'rename column')
                                AND substr(e.object, instr(e.object, '.') + 1) LIKE '%.' || substr(p.object, instr(p.object, '.') + 1)
                                AND EXISTS (SELECT 1 FROM declared_table t WHERE e.object = t.schema || '.' || t.name || '.' || substr(p.object, instr(p.object, '.') + 1)
                                            AND (instr(', ' || p.tables || ',', ', ' || t.schema || '.' || t.name || ',') OR instr(', ' || p.on_tables || ',', ', ' || t.name || ',')
                                                 OR t.name = substr(p.object, 1, instr(p.object, '.') - 1)))
                           WHEN 'function-not-found' THEN e.operation IN ('drop function', 'rename function')
                                AND e.object LIKE '%.' || substr(p.object, 1, instr(p.object, '(') - 1)
                           WHEN 'unknown-type' THEN e.operation IN ('drop type', 'rename type') AND (e.object = p.object OR e.object LIKE '%.' || p.object)
                           END
                     ORDER BY e.source_id, e.ordinal DESC LIMIT 1), '') AS history
    FROM stored_problem p
    LEFT JOIN file f ON f.id = p.file_id
    CROSS JOIN schema_gap gap
    JOIN (SELECT DISTINCT name, kind = 'trigger function' AND NOT EXISTS (SELECT 1 FROM declared_trigger t WHERE t.function_name = s.name) AS no FROM stored_problem s) used ON used.name = p.name
    WHERE p.certain AND (p.caught IS NULL OR lower(p.caught) = 'others') AND coalesce(f.role, 'source') NOT IN ('test', 'example')
      AND (p.file_id IS NOT NULL OR EXISTS (SELECT 1 FROM live_source));

-- The schema statements are checked against, object by object: what rules about the schema read.

CREATE VIEW effective_schema AS         -- declared_schema of the effective source
    SELECT d.* FROM declared_schema d JOIN declared_source s ON s.id = d.source_id AND s.kind = 'effective';

CREATE VIEW effective_table AS          -- declared_table of the effective source
    SELECT d.* FROM declared_table d JOIN declared_source s ON s.id = d.source_id AND s.kind = 'effective';

CREATE VIEW effective_column AS         -- their columns
    SELECT c.* FROM effective_table t JOIN declared_column c ON c.table_id = t.id;

CREATE VIEW effective_constraint AS     -- their constraints
    SELECT c.* FROM effective_table t JOIN declared_constraint c ON c.table_id = t.id;

CREATE VIEW effective_constraint_column AS -- the columns of those
    SELECT c.* FROM effective_constraint t JOIN declared_constraint_column c ON c.constraint_id = t.id;

CREATE VIEW effective_index AS          -- their indexes
    SELECT i.* FROM effective_table t JOIN declared_index i ON i.table_id = t.id;

CREATE VIEW effective_index_column AS   -- the columns of those
    SELECT c.* FROM effective_index i JOIN declared_index_column c ON c.index_id = i.id;

CREATE VIEW effective_policy AS         -- their row security policies
    SELECT p.* FROM effective_table t JOIN declared_policy p ON p.table_id = t.id;

CREATE VIEW effective_function AS       -- declared_function of the effective source
    SELECT d.* FROM declared_function d JOIN declared_source s ON s.id = d.source_id AND s.kind = 'effective';

CREATE VIEW table_change AS             -- who inserts into a table, deletes from it, …: how many statements of the sources, on how many routes, and the way from the nearest route
    SELECT t.schema, t.name, t.role, s.origin, count(DISTINCT t.statement_id) AS statements, count(DISTINCT q.route_id) AS routes,
           r.method || ' ' || r.path AS route, coalesce(q.witness_id, w.witness_id) AS witness_id, s.class_id, s.file_id, s.line,
           min(printf('%d %04d %s %s', 1 - coalesce(q.certain, 0), coalesce(q.depth, 99), r.path, r.method)) AS nearest
    FROM statement_table t
    JOIN statement s ON s.id = t.statement_id
    JOIN file f ON f.id = s.file_id AND f.role = 'source'
    LEFT JOIN (route_statement q JOIN route r ON r.id = q.route_id) ON q.statement_id = t.statement_id
    LEFT JOIN statement_witness w ON w.statement_id = s.id
    WHERE t.role IN ('insert', 'update', 'delete', 'truncate')
    GROUP BY t.schema, t.name, t.role, s.origin;

CREATE VIEW table_way AS                -- of every table the statements that touch it, on how many routes, and the way from the nearest; what rules about a table's state say of it
    SELECT w.*, CASE WHEN routes = 0 THEN '' WHEN routes = 1 THEN ' ' || route || ' uses it.' ELSE ' ' || routes || ' routes use it, among them ' || route || '.' END AS reach
    FROM (SELECT t.schema, t.name, count(DISTINCT t.statement_id) AS statements, count(DISTINCT q.route_id) AS routes, r.method || ' ' || r.path AS route,
                 coalesce(q.witness_id, w.witness_id) AS witness_id, min(printf('%d %04d %s %s', 1 - coalesce(q.certain, 0), coalesce(q.depth, 99), r.path, r.method)) AS nearest
          FROM statement_table t
          JOIN statement s ON s.id = t.statement_id
          JOIN file f ON f.id = s.file_id AND f.role = 'source'
          LEFT JOIN (route_statement q JOIN route r ON r.id = q.route_id) ON q.statement_id = t.statement_id
          LEFT JOIN statement_witness w ON w.statement_id = s.id
          WHERE t.known
          GROUP BY t.schema, t.name) w;

CREATE VIEW model_way AS                -- of every table what goes through its models: how many statements, on how many routes, and the way from the nearest route
    SELECT t.name, count(DISTINCT t.statement_id) AS statements, count(DISTINCT q.route_id) AS routes, q.witness_id,
           min(iif(r.id IS NULL, NULL, printf('%d %04d %s %s', 1 - q.certain, q.depth, r.path, r.method))) AS nearest
    FROM statement_table t
    JOIN statement s ON s.id = t.statement_id AND s.origin = 'orm'
    LEFT JOIN (route_statement q JOIN route r ON r.id = q.route_id) ON q.statement_id = t.statement_id
    GROUP BY t.name;

CREATE VIEW schema_origin AS            -- one row where migrations or a schema file make the tables: is all of it known, and what to call it; no row where only models do
    SELECT min(complete) AS complete, CASE WHEN count(*) > 1 THEN 'the declared schema' WHEN min(kind) IN ('live', 'snapshot') THEN min(path) ELSE 'the schema in "' || min(path) || '"' END AS name
    FROM declared_source WHERE used AND kind IN ('migrations', 'alembic', 'schema_file', 'live', 'snapshot') AND objects > 0
    HAVING count(*) > 0;

CREATE VIEW tool_table AS               -- tables that migration tools make for themselves
    SELECT lower(value) AS name FROM json_each('["schema_migrations", "schema_migration", "schema_version", "schema_info", "alembic_version", "flyway_schema_history",
        "goose_db_version", "knex_migrations", "knex_migrations_lock", "_prisma_migrations", "__drizzle_migrations", "django_migrations", "migrations", "migrations_lock",
        "SequelizeMeta", "databasechangelog", "databasechangeloglock", "gorp_migrations", "_sqlx_migrations", "pgmigrations", "__diesel_schema_migrations",
        "ar_internal_metadata"]');

CREATE VIEW stated_missing AS           -- routes of which the program itself says that they answer 404, and where it says so
    SELECT x.route_id, min(f.path || ':' || x.line) AS place FROM route_response x JOIN file f ON f.id = x.file_id WHERE x.status = 404 GROUP BY x.route_id;

CREATE VIEW stated_list AS              -- routes of which the program itself says that they give a list
    SELECT DISTINCT route_id FROM route_response WHERE body = 'list' AND coalesce(status, 200) BETWEEN 200 AND 299;

CREATE VIEW special_path AS             -- routes that give one of many (kind latest), or a file or page (kind download): nothing there may well be 404
    SELECT r.id AS route_id, 'latest' AS kind FROM route r WHERE regexp('(?i)(latest|newest|current|next|previous|random)$', r.path)
    UNION SELECT r.id, 'download' FROM route r
    WHERE regexp('(?i)(export|download|attachment|avatar|image|photo|logo|icon|thumbnail|recording|feed|sitemap|\.(csv|tsv|xlsx?|ods|pdf|json|ndjson|geojson|gpx|kml|xml|rss|atom|txt|md|html?|ics|vcf|zip|t?gz|tar|png|jpe?g|gif|svg|webp|ico|mp[34]|wav|ogg|webm|js|css|map|ya?ml|parquet))$', r.path)
       OR EXISTS (SELECT 1 FROM reach y JOIN exit o ON o.function_id = y.function_id WHERE y.route_id = r.id AND o.media IN ('file', 'html', 'text', 'redirect'))
       OR EXISTS (SELECT 1 FROM route_response o WHERE o.route_id = r.id AND o.media IN ('file', 'html', 'text') AND coalesce(o.status, 200) BETWEEN 200 AND 299);

CREATE VIEW empty_list AS               -- an exit taken because a statement that may give any number of rows gave none, when nothing in the request names one thing; special: as special_path.kind
    WITH exits AS (
        SELECT e.id AS exit_id, e.status, ee.file_id, ee.line, s.id AS statement_id, s.text, r.id AS route_id, r.method || ' ' || r.path AS route, r.path, ee.witness_id
        FROM empty_exit ee
        JOIN exit e ON e.id = ee.exit_id
        JOIN emptiness_test t ON t.id = ee.test_id
        JOIN statement s ON s.id = t.statement_id
        JOIN route r ON r.id = ee.route_id
        JOIN file f ON f.id = e.file_id AND f.role = 'source'
        WHERE ee.survives AND ee.certain AND t.effective AND t.certain AND NOT t.one_row
          AND r.method IN ('GET', 'HEAD') AND r.prefix_known
          AND s.complete AND s.checked AND NOT s.writes
          AND (s.cardinality = 'many' AND t.shape IN ('rows', 'count') AND t.form <> 'first' OR s.cardinality = 'one' AND t.form = 'count')
          AND NOT EXISTS (SELECT 1 FROM route_parameter p WHERE p.route_id = r.id)
    ), bound AS (                       -- where the values in the conditions come from, and whether they name one thing
        SELECT p.statement_id, p.number, p.origin, c.operator, c.table_name,
            regexp('(^|_)(id|uuid|guid|slug|key|code|token|hash|email|phone|name|username|handle|number|ref|sku|sub|uid)$', coalesce(c.column_name, 'id')) AS identifying,
            regexp('^(auth_|app_)?(users?|accounts?|members?|admins?|people|persons?|profiles?|staff|employees?|customers?|identities)$', coalesce(c.table_name, ''))
                OR c.table_name IN (SELECT value FROM setting WHERE key = 'principal_table') AS principal,
            EXISTS (SELECT 1 FROM declared_constraint k WHERE k.kind = 'foreign' AND k.table_name = c.table_name AND k.columns = c.column_name) AS refers
        FROM statement_parameter p
        LEFT JOIN statement_column c ON c.statement_id = p.statement_id AND c.parameter = p.number
        WHERE coalesce(p.use, '') NOT IN ('limit', 'offset')
    )
    SELECT x.status, x.file_id, x.line, x.statement_id, x.route_id, x.route, x.path, x.witness_id, count(DISTINCT x.route_id) AS routes, min(x.route) AS nearest,
        EXISTS (SELECT 1 FROM statement_parameter p WHERE p.statement_id = x.statement_id AND p.origin = 'query' AND coalesce(p.use, '') <> 'limit') AS searched,
        (SELECT min(y.kind) FROM special_path y WHERE y.route_id = x.route_id) AS special
    FROM exits x
    WHERE NOT EXISTS (SELECT 1 FROM bound b WHERE b.statement_id = x.statement_id AND NOT (
            b.origin = 'session' AND NOT (b.principal AND NOT b.refers AND b.operator = '=')
            OR b.origin = 'header' AND b.refers AND b.operator = '='    -- whose rows they are, as a session says it
            OR b.origin = 'constant' AND NOT (b.identifying AND NOT b.refers)
            OR b.origin = 'query' AND b.operator IS NOT NULL AND NOT (b.operator IN ('=', 'in', 'any') AND b.identifying)))
      AND NOT regexp('(?i)\b(id|uuid|slug|key|code|name|email|type)"?\s*=\s*(''|\d)', coalesce(x.text, ''))
    GROUP BY x.exit_id, x.statement_id, special;

CREATE VIEW empty_collection AS         -- those of routes that give a list as data
    SELECT * FROM empty_list WHERE special IS NULL;

CREATE VIEW empty_children AS           -- a 404 because the rows that belong to one thing named in the path are none: what names it, and whether that thing itself is looked up first
    WITH exits AS (
        SELECT e.id AS exit_id, ee.file_id, ee.line, s.id AS statement_id, r.id AS route_id, r.method || ' ' || r.path AS route, ee.witness_id
        FROM empty_exit ee
        JOIN exit e ON e.id = ee.exit_id AND e.status = 404
        JOIN emptiness_test t ON t.id = ee.test_id
        JOIN statement s ON s.id = t.statement_id
        JOIN route r ON r.id = ee.route_id
        JOIN file f ON f.id = e.file_id AND f.role = 'source'
        WHERE ee.survives AND ee.certain AND t.effective AND t.certain AND NOT t.one_row
          AND r.method IN ('GET', 'HEAD') AND r.prefix_known
          AND s.complete AND s.checked AND NOT s.writes AND s.cardinality = 'many' AND t.shape IN ('rows', 'count') AND t.form <> 'first'
    ), bound AS (                       -- refers: the table a foreign key of this one column leads to
        SELECT p.statement_id, p.number, p.origin, p.name, c.operator, c.table_name, c.column_name, c.conjunct,
            (SELECT min(k.ref_table) FROM declared_constraint k WHERE k.kind = 'foreign' AND k.table_name = c.table_name AND k.columns = c.column_name) AS refers
        FROM statement_parameter p
        LEFT JOIN statement_column c ON c.statement_id = p.statement_id AND c.parameter = p.number
        WHERE coalesce(p.use, '') NOT IN ('limit', 'offset')
    )
    SELECT x.file_id, x.line, x.exit_id, x.statement_id, x.route_id, x.route, x.witness_id, b.table_name AS children, b.column_name AS key, b.refers AS parent,
        EXISTS (SELECT 1 FROM route_statement q
                JOIN statement o ON o.id = q.statement_id AND o.cardinality = 'maybe_one'
                JOIN bound k ON k.statement_id = o.id AND k.origin = 'path' AND k.name = b.name AND k.table_name = b.refers AND k.operator = '=' AND k.conjunct
                JOIN emptiness_test t ON t.statement_id = o.id AND t.effective
                JOIN empty_exit ee ON ee.test_id = t.id AND ee.route_id = x.route_id AND ee.survives
                JOIN exit e ON e.id = ee.exit_id AND e.status IN (403, 404)
                WHERE q.route_id = x.route_id) AS parent_tested,
        count(DISTINCT x.route_id) AS routes, min(x.route) AS nearest
    FROM exits x
    JOIN bound b ON b.statement_id = x.statement_id AND b.origin = 'path' AND b.refers IS NOT NULL AND b.operator = '=' AND b.conjunct
    WHERE NOT EXISTS (SELECT 1 FROM bound o WHERE o.statement_id = x.statement_id
            AND NOT (o.origin = 'path' AND o.refers IS NOT NULL AND o.operator = '=' AND o.conjunct OR o.origin IN ('session', 'constant')))
      AND NOT EXISTS (SELECT 1 FROM special_path y WHERE y.route_id = x.route_id)
    GROUP BY x.exit_id, x.statement_id;

-- A database compared with what the tree declares.

CREATE VIEW self_made_table AS          -- tables that only the application itself makes when it starts: that they are missing before says nothing
    SELECT t.schema, t.name,
           max(s.kind = 'startup') AS alters        -- 1: by DDL of its own, which may change a table that is there; 0: create_all, which does not
    FROM declared_table t JOIN declared_source s ON s.id = t.source_id
    WHERE (s.kind = 'startup' OR s.kind = 'models' AND EXISTS (SELECT 1 FROM model_creation))
        AND (t.schema, t.name) NOT IN (SELECT d.schema, d.name FROM declared_table d JOIN declared_source o ON o.id = d.source_id WHERE o.kind IN ('migrations', 'alembic', 'schema_file'))
    GROUP BY t.schema, t.name;

CREATE VIEW difference_use AS           -- statements that fail where something declared is missing in the database
    SELECT d.rowid AS difference_id, p.statement_id FROM statement_problem p JOIN schema_difference d
        ON d.object IN ('table', 'view') AND d.aspect = 'missing' AND (p.object = d.name OR p.object = d.schema || '.' || d.name)
    WHERE p.drift AND p.code = 'unknown-table' AND p.in_all
    UNION SELECT d.rowid, p.statement_id FROM statement_problem p JOIN schema_difference d
        ON d.object = 'column' AND d.aspect = 'missing' AND (p.object = d.table_name || '.' || d.name OR p.object = d.name
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id AND t.name = d.table_name))
    WHERE p.drift AND p.code = 'unknown-column' AND p.in_all
    UNION SELECT d.rowid, s.id FROM schema_difference d
    JOIN model_column mc ON mc.schema = d.schema AND mc.table_name = d.table_name AND mc.column_name = d.name
    JOIN statement s ON s.class_id = mc.class_id AND s.origin = 'orm' WHERE d.object = 'column' AND d.aspect = 'missing'
    UNION SELECT d.rowid, s.id FROM schema_difference d JOIN model m ON m.schema = d.schema AND m.table_name = d.name
    JOIN statement s ON s.class_id = m.class_id AND s.origin = 'orm' WHERE d.object = 'table' AND d.aspect = 'missing';

CREATE VIEW difference_way AS           -- of each what breaks: how many statements, on how many routes, their names, and the way from the nearest
    SELECT u.difference_id, count(DISTINCT u.statement_id) AS statements, count(DISTINCT r.id) AS routes,
           coalesce(q.witness_id, w.witness_id) AS witness_id,
           min(printf('%d %04d %s %s', 1 - coalesce(q.certain, 0), coalesce(q.depth, 99), r.path, r.method)) AS nearest,
           ' ' || count(DISTINCT u.statement_id) || iif(count(DISTINCT u.statement_id) = 1, ' statement fails', ' statements fail')
               || CASE count(DISTINCT r.id) WHEN 0 THEN '' WHEN 1 THEN ': ' || min(r.method || ' ' || r.path)
                  ELSE ' on ' || count(DISTINCT r.id) || ' routes, among them ' || min(r.method || ' ' || r.path) END || '.' AS breaks
    FROM difference_use u
    JOIN statement s ON s.id = u.statement_id
    JOIN file f ON f.id = s.file_id AND f.role = 'source'
    LEFT JOIN (route_statement q JOIN route r ON r.id = q.route_id) ON q.statement_id = u.statement_id
    LEFT JOIN statement_witness w ON w.statement_id = u.statement_id
    GROUP BY u.difference_id;

CREATE VIEW migration_number AS         -- migrations as their tools name them: by number, by file, by folder
    SELECT m.*, ltrim(regexp_capture('^[vV]?(\d+)', m.version, 1), '0') AS number,
           regexp_replace('\.(up\.)?(sql|js|ts|cjs|mjs|py)$', m.version, '') AS stem
    FROM declared_migration m;

CREATE VIEW live_migration_number AS    -- the same of what the database records
    SELECT l.rowid AS id, l.*, ltrim(regexp_capture('^[vV]?(\d+)', l.version, 1), '0') AS number, regexp_replace('\.(up\.)?(sql|js|ts|cjs|mjs|py)$', l.version, '') AS stem
    FROM live_migration l;

CREATE VIEW migration_match AS          -- a migration of the tree and its record in the database
    SELECT m.source_id, m.ordinal, m.digest, l.id AS live_id, l.tool, l.table_name, l.kind, l.digest AS live_digest
    FROM live_migration_number l JOIN migration_number m ON m.stem = l.stem OR m.recorded = l.version
        OR l.kind IN ('numbers', 'newest') AND m.number <> '' AND m.number = l.number;

CREATE VIEW migration_run AS            -- those that were run: recorded, or followed by one that is
    WITH RECURSIVE run(source_id, ordinal, table_name, kind) AS (
        SELECT source_id, ordinal, table_name, kind FROM migration_match
        UNION
        SELECT run.source_id, p.ordinal, run.table_name, run.kind
        FROM run JOIN declared_migration m ON m.source_id = run.source_id AND m.ordinal = run.ordinal
            JOIN revision r ON r.file_id = m.file_id AND r.unit = m.version
            JOIN declared_migration p ON p.source_id = m.source_id AND instr(',' || r.parents || ',', ',' || p.version || ',') > 0
        WHERE run.kind = 'heads')
    SELECT * FROM run;

CREATE VIEW migration_history AS        -- which folder of migrations a tool's table tells of: some of it is recorded there, and the newest that is
    SELECT source_id, table_name, tool, kind, max(ordinal) AS newest, count(*) AS run FROM migration_match GROUP BY source_id, table_name, tool;

CREATE VIEW migration_state AS          -- each migration of such a folder: run or pending
    SELECT m.source_id, m.ordinal, m.version, m.file_id, h.tool, h.table_name,
           iif(h.kind = 'newest' AND m.ordinal <= h.newest
               OR EXISTS (SELECT 1 FROM migration_run x WHERE x.source_id = m.source_id AND x.ordinal = m.ordinal AND x.table_name = h.table_name), 'run', 'pending') AS state
    FROM migration_history h JOIN declared_migration m ON m.source_id = h.source_id;

CREATE VIEW source_trait AS             -- statement_trait of texts in the application's own sources, with the words rules share
    SELECT t.*, coalesce(nullif(f.name, ''), way.route) AS scope,
           iif(t.in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
           CASE WHEN way.routes IS NULL THEN '' WHEN way.routes = 1 THEN ' ' || way.route || ' sends this statement.'
                ELSE ' ' || way.routes || ' routes send this statement, among them ' || way.route || '.' END AS reach,
           way.routes, way.witness_id AS witness
    FROM statement_trait t
    JOIN statement s ON s.id = t.statement_id AND s.origin = 'text'
    JOIN file ON file.id = s.file_id AND file.role = 'source'
    JOIN function f ON f.id = s.function_id
    JOIN statement_way way ON way.statement_id = s.id;
CREATE VIEW callback_throw AS           -- statements whose driver hands the error to a callback that throws it: outside of every handler, whatever the framework
    SELECT s.id AS statement_id, x.file_id, x.line,
        iif(EXISTS (SELECT 1 FROM pool_listener l WHERE l.pool_call_id IS NULL), 'hang', 'crash') AS verdict
    FROM statement s
    JOIN argument a ON a.call_id = s.sink_call_id AND a.entity = 'function'
    JOIN parameter p ON p.function_id = a.entity_id AND p.position = 0
    JOIN return x ON x.function_id = a.entity_id AND x.how = 'throw' AND x.text = p.name
    JOIN file f ON f.id = x.file_id AND f.language IN ('javascript', 'typescript', 'tsx')
    WHERE NOT EXISTS (SELECT 1 FROM in_region i WHERE i.region_id = x.region_id AND i.kind = 'try');

CREATE VIEW catch_way AS                -- of every catch that takes database errors the nearest route on which the error of a statement arrives there
    SELECT c.region_id, r.method || ' ' || r.path AS route, r.path, rs.route_id, rs.witness_id, min(printf('%04d %s %s', rs.depth, r.path, r.method)) AS nearest
    FROM catch_effect c
    JOIN region g ON g.id = c.region_id
    JOIN caught_statement k ON k.region_id = c.region_id
    JOIN route_statement rs ON rs.statement_id = k.statement_id AND rs.certain AND NOT rs.detached
    JOIN reach h ON h.route_id = rs.route_id AND h.function_id = g.function_id
    JOIN route r ON r.id = rs.route_id AND r.method <> 'WS'
    WHERE c.takes_database_errors
    GROUP BY c.region_id;

CREATE VIEW answered_statement AS       -- statements whose error, on a route, somebody answers for with something else than a 5xx status, or takes and says nothing of
    SELECT y.route_id, k.statement_id FROM caught_statement k
    JOIN catch_effect e ON e.region_id = k.region_id AND e.takes_database_errors
        AND NOT (e.action = 'respond' AND e.status >= 500 OR e.action = 'next' OR e.action = 'rethrow' AND coalesce(e.status, 500) >= 500)
    JOIN region g ON g.id = k.region_id
    JOIN reach y ON y.function_id = g.function_id
    UNION ALL
    SELECT q.route_id, g.statement_id FROM statement_guard g JOIN route_statement q ON q.statement_id = g.statement_id WHERE g.action = 'chained';

CREATE VIEW tested_state AS             -- SQLSTATEs and codes like P2002 that a function compares an error with, or the words of (error.message.includes('unique')); reached: a route leads to it, or it is an error handler of all
    SELECT told.function_id, told.value, EXISTS (SELECT 1 FROM reach y WHERE y.function_id = told.function_id) AS reached
    FROM (SELECT g.function_id, t.value FROM region_test t JOIN region g ON g.id = t.region_id WHERE regexp('^([0-9][0-9A-Z]{4}|P[0-9]{4}|.*Error)$', t.value)
        UNION
        SELECT t.function_id, iif(regexp('(?i)(unique|duplicate|already exists|23505|P2002)', t.value), '23505', '22P02')
        FROM searched_text t
        WHERE regexp('(?i)(unique|duplicate|already exists|23505|P2002|invalid input syntax|22P02|invalid uuid)', t.value)) told;

CREATE VIEW success_on_error AS         -- a catch of database errors that answers the request as if nothing had happened: by a 2xx answer of its own, or a value the framework sends
    SELECT e.file_id, e.line, e.status, w.route_id, w.route, w.path, w.witness_id, w.nearest, e.call_id
    FROM exit e
    JOIN catch_way w ON w.region_id = e.region_id
    JOIN file f ON f.id = e.file_id AND f.role = 'source'
    WHERE e.status BETWEEN 200 AND 299 AND coalesce(e.media, 'json') = 'json'
      AND NOT EXISTS (SELECT 1 FROM exit o WHERE o.region_id = e.region_id AND o.id <> e.id AND coalesce(o.status, 500) >= 300)  -- the body behind a status that a helper wrote
    UNION ALL
    SELECT x.file_id, x.line, 200, rs.route_id, r.method || ' ' || r.path, r.path, rs.witness_id, min(printf('%04d %s %s', rs.depth, r.path, r.method)), NULL
    FROM return x
    JOIN catch_effect c ON c.region_id = x.region_id AND c.takes_database_errors AND c.action = 'value'
    JOIN file f ON f.id = x.file_id AND f.role = 'source' AND f.language = 'python'
    JOIN caught_statement k ON k.region_id = x.region_id
    JOIN route r ON r.function_id = x.function_id AND r.method <> 'WS'
    JOIN route_statement rs ON rs.statement_id = k.statement_id AND rs.route_id = r.id AND rs.certain AND NOT rs.detached
    WHERE x.how = 'return' AND x.kind = 'object' AND x.value_call_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM exit e WHERE e.region_id = x.region_id)
    GROUP BY x.rowid;

CREATE VIEW model_match AS              -- a mapped column and the column of the schema it is mapped to, where migrations or a schema file make the tables and all of them is known; length: of a varchar, NULL none
    SELECT mc.file_id, mc.line, mc.class_id, coalesce(c.name, mc.table_name) AS model, mc.attribute, mc.schema, mc.table_name, mc.column_name, mc.has_client_default, mc.primary_key, mc.is_loose,
        m.type AS model_type, m.not_null AS model_not_null, m.has_default AS model_has_default, e.type, e.not_null, e.has_default, origin.name AS origin,
        regexp_replace('\(.*?\)', m.type, '') AS model_base, regexp_replace('\(.*?\)', e.type, '') AS base,
        CAST(regexp_capture('^character varying\((\d+)\)$', m.type, 1) AS INTEGER) AS model_length, CAST(regexp_capture('^character varying\((\d+)\)$', e.type, 1) AS INTEGER) AS length
    FROM model_column mc
    JOIN file f ON f.id = mc.file_id AND f.role = 'source'
    JOIN declared_source ms ON ms.kind = 'models' AND NOT ms.used
    JOIN declared_column m ON m.source_id = ms.id AND m.schema = mc.schema AND m.table_name = mc.table_name AND m.name = mc.column_name
    JOIN effective_table et ON et.schema = mc.schema AND et.name = mc.table_name AND NOT et.opaque
    JOIN declared_column e ON e.table_id = et.id AND e.name = mc.column_name
    JOIN schema_origin origin
    LEFT JOIN class c ON c.id = mc.class_id
    WHERE origin.complete AND NOT (SELECT any FROM schema_gap) AND m.type <> '' AND e.type <> '';

-- The state of a database: what rules of group database share.

CREATE VIEW table_place AS              -- a table of the database: where the tree declares it (NULL: it does not), and who uses it
    SELECT s.schema, s.name, iif(s.schema = 'public', '', s.schema || '.') || s.name AS title, t.id AS table_id, t.file_id, t.line,
           coalesce(w.routes, 0) AS routes, coalesce(w.statements, 0) AS statements, coalesce(w.reach, '') AS reach, w.witness_id AS witness
    FROM live_table_state s
    LEFT JOIN effective_table t ON t.schema = s.schema AND t.name = s.name
    LEFT JOIN table_way w ON w.schema = s.schema AND w.name = s.name;

CREATE VIEW application_role AS         -- roles the application seems to connect as: those with sessions that are nobody's tool; where there are none now, those that may connect and change its tables
    SELECT r.*, r.sessions - r.tool_sessions AS own_sessions FROM live_role r
    WHERE r.login AND (r.sessions > r.tool_sessions
        OR r.writes AND NOT r.superuser AND NOT EXISTS (SELECT 1 FROM live_role o WHERE o.login AND o.sessions > o.tool_sessions));

CREATE VIEW model_name_problem AS       -- a text names a column or table as the program's model does, and the database has it under another name: problem_way.id, and that name
    SELECT p.id, c.attribute AS written, c.column_name AS name, 'column' AS kind, coalesce(k.name, m.name, m.table_name) AS model, c.table_name
    FROM source_problem p
    JOIN statement_table t ON t.statement_id = p.statement_id AND t.known
    JOIN model_column c ON c.schema = t.schema AND c.table_name = t.name AND c.column_name <> c.attribute AND lower(c.attribute) = lower(substr(p.object, instr(p.object, '.') + 1))
    JOIN model m ON m.class_id IS c.class_id AND m.table_call_id IS c.table_call_id AND m.table_name = c.table_name AND m.schema = c.schema
    LEFT JOIN class k ON k.id = c.class_id
    WHERE p.code = 'unknown-column' AND p.certain AND (NOT instr(p.object, '.') OR substr(p.object, 1, instr(p.object, '.') - 1) = c.table_name)
      AND EXISTS (SELECT 1 FROM effective_column e WHERE e.schema = c.schema AND e.table_name = c.table_name AND e.name = c.column_name)
    UNION
    SELECT p.id, coalesce(k.name, m.name), m.table_name, 'table', coalesce(k.name, m.name), m.table_name
    FROM source_problem p
    JOIN model m LEFT JOIN class k ON k.id = m.class_id
    WHERE p.code = 'unknown-table' AND p.certain AND lower(coalesce(k.name, m.name)) = lower(p.object) AND lower(m.table_name) <> lower(p.object)
      AND EXISTS (SELECT 1 FROM effective_table e WHERE e.schema = m.schema AND e.name = m.table_name);

CREATE VIEW unbounded_read AS           -- SELECTs on the way of a GET route that read a whole table: no LIMIT, no condition, no group; with that table
    SELECT s.id AS statement_id, s.file_id, s.line, s.column, t.schema, t.name, coalesce(nullif(f.name, ''), way.route) AS scope,
           r.method || ' ' || r.path || iif(count(DISTINCT q.route_id) > 1, ' (and ' || (count(DISTINCT q.route_id) - 1) || ' more)', '') AS route, way.witness_id
    FROM statement s
    JOIN file g ON g.id = s.file_id AND g.role = 'source'
    JOIN function f ON f.id = s.function_id
    JOIN route_statement q ON q.statement_id = s.id AND q.certain
    JOIN route r ON r.id = q.route_id AND r.method = 'GET'
    JOIN statement_way way ON way.statement_id = s.id
    JOIN statement_table t ON t.statement_id = s.id AND t.role = 'read' AND t.known
    WHERE s.origin = 'text' AND s.kind = 'select' AND s.complete AND s.variants = 1 AND s.cardinality = 'many' AND NOT s.has_limit
        AND (SELECT count(*) FROM statement_table o WHERE o.statement_id = s.id) = 1
        AND NOT EXISTS (SELECT 1 FROM statement_column c WHERE c.statement_id = s.id AND c.clause IN ('where', 'join', 'group', 'having'))
    GROUP BY s.id;

CREATE VIEW pool_way AS                 -- pools the application makes, through which a route sends statements
    SELECT p.call_id AS pool_call_id, c.file_id, c.line, f.name AS scope, way.route, way.witness_id
    FROM pool p
    JOIN call c ON c.id = p.call_id
    JOIN function f ON f.id = c.function_id
    JOIN file ON file.id = c.file_id AND file.role = 'source'
    JOIN (SELECT k.receiver_origin AS pool_call_id, w.route, w.witness_id, min(w.route)
          FROM statement s JOIN call k ON k.id = s.sink_call_id JOIN statement_way w ON w.statement_id = s.id AND w.route IS NOT NULL
          GROUP BY k.receiver_origin) way ON way.pool_call_id = p.call_id;
