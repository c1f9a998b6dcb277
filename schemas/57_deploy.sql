-- Two versions of one program during a deployment: the code of one (this database of facts) judged against the schema of the other, which is the effective one
-- here as a running database's would be. What only the other version's schema makes wrong has statement_problem.drift.

CREATE TABLE deployment (               -- one row where `verify` made this database, none otherwise
    side     TEXT NOT NULL,             -- old (the code that runs, on the schema of the version to come) | new (the code to come, on the schema that is there)
    code     TEXT NOT NULL,             -- what a message calls the version whose code this is: "main"
    schema   TEXT NOT NULL,             -- what it calls the version whose schema it is judged against
    code_prefix TEXT NOT NULL,          -- before paths of the one: "main:"; '' for the work tree
    schema_prefix TEXT NOT NULL         -- before paths of the other
);

CREATE TABLE other_event (              -- ddl_event of the version whose schema it is, without what had no effect
    kind      TEXT NOT NULL,            -- declared_source.kind: migrations | alembic | schema_file | models | startup
    ordinal   INTEGER NOT NULL,         -- in replay order, over all sources
    operation TEXT NOT NULL,            -- as in ddl_event
    object    TEXT NOT NULL,            -- as in ddl_event
    path      TEXT NOT NULL,            -- file of that version
    line      INTEGER NOT NULL          -- where
);

-- A migration that was edited does not run again: what counts are files the older version does not have. Of other DDL what it says counts.
CREATE VIEW deploy_change AS            -- what the newer version's DDL does and the older one's does not
    SELECT o.kind, o.ordinal, o.operation, o.object, d.schema_prefix || o.path || ':' || o.line AS place
    FROM other_event o JOIN deployment d ON d.side = 'old'
    WHERE NOT EXISTS (SELECT 1 FROM ddl_event e JOIN file f ON f.id = e.file_id WHERE f.path = o.path
        AND (o.kind IN ('migrations', 'alembic') OR e.operation = o.operation AND e.object = o.object))
    UNION ALL
    SELECT s.kind, e.source_id * 1000000 + e.ordinal, e.operation, e.object, d.code_prefix || f.path || ':' || e.line
    FROM ddl_event e JOIN declared_source s ON s.id = e.source_id JOIN file f ON f.id = e.file_id JOIN deployment d ON d.side = 'new'
    WHERE NOT e.skipped AND NOT EXISTS (SELECT 1 FROM other_event o WHERE o.path = f.path
        AND (s.kind IN ('migrations', 'alembic') OR o.operation = e.operation AND o.object = e.object));

CREATE VIEW deploy_cause AS             -- of each problem the other schema alone makes, what DDL between the two versions may be behind it, the best guess with the lowest rank
    SELECT p.rowid AS problem_id, c.kind, c.ordinal, c.operation, c.object, c.place,
        CASE
        WHEN p.code = 'unknown-table' AND c.operation IN ('create table', 'create view', 'create materialized view', 'drop table', 'drop view', 'drop materialized view', 'rename table', 'rename view', 'set schema')
            AND (c.object = p.object OR substr(c.object, instr(c.object, '.') + 1) = p.object) THEN 1
        WHEN p.code = 'unknown-table' AND d.side = 'new' AND c.operation IN ('rename table', 'rename view', 'set schema') THEN 3
        WHEN p.code = 'unknown-table' THEN NULL
        WHEN c.operation IN ('add column', 'drop column', 'rename column', 'set not null', 'drop default', 'drop identity')
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id
                AND c.object = t.schema || '.' || t.name || '.' || substr(p.object, instr(p.object, '.') + 1)) THEN 1
        WHEN p.code IN ('function-not-found', 'unknown-type') AND substr(c.object, instr(c.object, '.') + 1) = p.object THEN 1
        WHEN c.operation = 'alter column type' AND p.code NOT IN ('unknown-column', 'insert-missing-required')
            AND EXISTS (SELECT 1 FROM statement_column u WHERE u.statement_id = p.statement_id AND c.object = u.schema || '.' || u.table_name || '.' || u.column_name) THEN 1
        WHEN p.code IN ('unknown-column', 'insert-missing-required') AND d.side = 'new' AND c.operation = 'rename column'
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id
                AND substr(c.object, 1, length(t.schema) + length(t.name) + 2) = t.schema || '.' || t.name || '.') THEN 2
        -- A table of the same name, made anew: the one before has to go first.
        WHEN p.code IN ('unknown-column', 'insert-missing-required') AND c.operation IN ('create table', 'create view', 'replace view')
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id AND c.object = t.schema || '.' || t.name)
            AND (c.operation = 'replace view' OR EXISTS (SELECT 1 FROM deploy_change o WHERE o.object = c.object AND o.operation IN ('drop table', 'drop view', 'rename table', 'rename view'))) THEN 2
        WHEN p.code IN ('bad-literal', 'type-mismatch', 'operator-not-found', 'refused') AND c.operation IN ('create type', 'drop type', 'alter domain', 'rename enum value', 'add enum value')
            AND EXISTS (SELECT 1 FROM statement_table t JOIN declared_column k ON k.table_name = t.name WHERE t.statement_id = p.statement_id
                AND regexp_replace('\[\]$', k.type, '') IN (substr(c.object, instr(c.object, '.') + 1), regexp_replace('\.[^.]*$', substr(c.object, instr(c.object, '.') + 1), ''))) THEN 2
        WHEN (p.code IN ('check-violated', 'null-into-not-null') AND c.operation IN ('add constraint', 'set not null')
                OR p.code = 'on-conflict-without-unique' AND c.operation = iif(d.side = 'old', 'drop constraint', 'add constraint'))
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id
                AND substr(c.object, 1, length(t.schema) + length(t.name) + 2) = t.schema || '.' || t.name || '.') THEN 2
        WHEN p.code = 'on-conflict-without-unique' AND c.operation = iif(d.side = 'old', 'drop index', 'create index') THEN 3
        WHEN p.code NOT IN ('unknown-column', 'insert-missing-required', 'on-conflict-without-unique') AND c.operation IN ('drop table', 'replace view', 'drop view', 'add column')
            AND EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id
                AND (c.object = t.schema || '.' || t.name OR substr(c.object, 1, length(t.schema) + length(t.name) + 2) = t.schema || '.' || t.name || '.')) THEN 4
        END AS rank
    FROM deployment d CROSS JOIN statement_problem p CROSS JOIN deploy_change c
    WHERE p.drift AND p.certain;

CREATE VIEW deploy_because AS           -- the one that is told; change: "drop column public.calls.note in migrations/2.sql:1"
    SELECT problem_id, operation || ' ' || object || ' in ' || place AS change,
        min(printf('%d %d %08d', rank, CASE kind WHEN 'migrations' THEN 0 WHEN 'alembic' THEN 0 WHEN 'models' THEN 2 ELSE 1 END, 99999999 - ordinal)) AS best
    FROM deploy_cause WHERE rank IS NOT NULL GROUP BY problem_id;

CREATE VIEW deploy_problem AS           -- statements that only the other version's schema makes wrong; those an ORM composes, once for what they have in common
    SELECT d.side, d.code AS code_name, d.schema AS schema_name, s.origin, p.code, p.object, p.message, min(p.rowid) AS problem_id, s.id AS statement_id, p.file_id, p.line, p.column,
        coalesce(nullif(f.name, ''), way.route) AS scope, max(p.in_all) AS in_all, count(DISTINCT s.id) AS statements, b.change,
        count(DISTINCT p.object) - 1 AS more,
        count(DISTINCT q.route_id) AS routes, way.route, way.witness_id AS witness,
        min(printf('%d %s', way.route IS NULL, way.route)) AS nearest
    FROM deployment d
    JOIN statement_problem p ON p.drift AND p.certain AND p.code <> 'undetermined-parameter'
    JOIN statement s ON s.id = p.statement_id
    JOIN statement_variant v ON v.statement_id = p.statement_id AND v.variant = p.variant AND v.complete
    JOIN file ON file.id = s.file_id AND file.role = 'source'
    JOIN function f ON f.id = s.function_id
    JOIN statement_way way ON way.statement_id = s.id
    LEFT JOIN deploy_because b ON b.problem_id = p.rowid
    LEFT JOIN route_statement q ON q.statement_id = s.id
    GROUP BY iif(s.origin = 'text', s.id, p.code || ' ' || p.object);

CREATE VIEW deploy_model AS             -- mapped columns and tables that the other version's schema does not have, where an ORM's statements name them; and columns it demands that no model knows
    WITH part AS (
        SELECT m.rowid AS id, 'column' AS what, m.table_name, m.column_name, d.rowid AS difference_id, m.file_id, m.line, s.id AS statement_id, d.certain
        FROM schema_difference d JOIN model_column m ON m.schema = d.schema AND m.table_name = d.table_name AND m.column_name = d.name
        JOIN statement s ON s.origin = 'orm' AND (s.class_id = m.class_id OR s.table_call_id = m.table_call_id)
        WHERE d.object = 'column' AND d.aspect = 'missing'
        UNION ALL
        SELECT m.rowid, 'table', m.table_name, NULL, d.rowid, m.file_id, m.line, s.id, d.certain
        FROM schema_difference d JOIN model m ON m.schema = d.schema AND m.table_name = d.name
        JOIN statement s ON s.origin = 'orm' AND (s.class_id = m.class_id OR s.table_call_id = m.table_call_id)
        WHERE d.object IN ('table', 'view') AND d.aspect = 'missing'
        UNION ALL
        SELECT m.rowid, 'required', d.table_name, d.name, d.rowid, m.file_id, m.line, s.id, d.certain
        FROM schema_difference d
        JOIN effective_column c ON c.schema = d.schema AND c.table_name = d.table_name AND c.name = d.name AND c.not_null AND NOT c.has_default AND NOT c.trigger_fills
        JOIN model m ON m.schema = d.schema AND m.table_name = d.table_name
        JOIN statement s ON s.origin = 'orm' AND s.kind = 'insert' AND (s.class_id = m.class_id OR s.table_call_id = m.table_call_id)
        WHERE d.object = 'column' AND d.aspect = 'undeclared'
    ), because AS (
        SELECT x.rowid AS difference_id, c.operation || ' ' || c.object || ' in ' || c.place AS change,
            min(printf('%d %d %08d', c.object NOT IN (x.schema || '.' || coalesce(x.table_name || '.', '') || x.name), CASE c.kind WHEN 'migrations' THEN 0 WHEN 'alembic' THEN 0 WHEN 'models' THEN 2 ELSE 1 END, 99999999 - c.ordinal)) AS best
        FROM schema_difference x JOIN deploy_change c
            ON c.object = x.schema || '.' || coalesce(x.table_name || '.', '') || x.name
            OR c.operation IN ('drop table', 'rename table') AND c.object = x.schema || '.' || x.table_name
            OR x.object = 'column' AND x.aspect = 'missing' AND c.operation = 'rename column' AND substr(c.object, 1, length(x.schema) + length(x.table_name) + 2) = x.schema || '.' || x.table_name || '.'
        WHERE x.object IN ('column', 'table', 'view') AND x.aspect IN ('missing', 'undeclared')
        GROUP BY x.rowid
    )
    SELECT d.side, d.code AS code_name, d.schema AS schema_name, p.what, p.table_name, p.column_name, p.file_id, p.line, min(p.certain) AS certain,
        count(DISTINCT p.statement_id) AS statements, count(DISTINCT q.route_id) AS routes, way.route, way.witness_id AS witness,
        min(printf('%d %s', way.route IS NULL, way.route)) AS nearest,
        b.change
    FROM deployment d CROSS JOIN part p
    LEFT JOIN because b ON b.difference_id = p.difference_id
    JOIN statement s ON s.id = p.statement_id
    JOIN file f ON f.id = s.file_id AND f.role = 'source'
    JOIN statement_way way ON way.statement_id = s.id
    LEFT JOIN route_statement q ON q.statement_id = s.id
    WHERE NOT EXISTS (SELECT 1 FROM statement_variant v WHERE v.statement_id = p.statement_id)
    GROUP BY p.what, p.id, p.difference_id;

CREATE VIEW deploy_width AS             -- rows of SELECT * scanned in their order, one value for each column the code's own schema has: with more or fewer columns every Scan fails
    WITH scanned AS (
        SELECT f.statement_id, f.call_id, f.file_id, f.line, count(*) AS n FROM result_field f WHERE f.how = 'place' GROUP BY f.statement_id, f.call_id
    ), changed AS (                     -- columns of the statement's tables that one of the two schemas lacks
        SELECT t.statement_id, sum(x.aspect = 'missing') AS fewer, sum(x.aspect = 'undeclared') AS more, min(x.certain) AS certain, min(x.rowid) AS difference_id,
            group_concat('"' || x.table_name || '.' || x.name || '"', ', ') AS columns
        FROM (SELECT DISTINCT statement_id, schema, name FROM statement_table WHERE role = 'read') t
        JOIN schema_difference x ON x.object = 'column' AND x.aspect IN ('missing', 'undeclared') AND x.schema = t.schema AND x.table_name = t.name
        GROUP BY t.statement_id
    ), wide AS (
        SELECT s.id AS statement_id, s.function_id, (SELECT count(*) FROM statement_output o WHERE o.statement_id = s.id) AS n
        FROM statement s JOIN file f ON f.id = s.file_id AND f.role = 'source'
        WHERE s.origin = 'text' AND s.complete AND s.checked AND s.variants = 1
            AND (SELECT count(*) FROM statement_trait t WHERE t.statement_id = s.id AND t.kind IN ('star', 'returning-star')) = 1
            AND (SELECT count(*) FROM statement_table t WHERE t.statement_id = s.id) = 1
    )
    SELECT d.side, d.code AS code_name, d.schema AS schema_name, x.file_id, x.line, x.n AS scanned, w.n AS given, c.columns, c.certain, f.name AS scope, way.routes, way.route, way.witness_id AS witness,
        (SELECT e.operation || ' ' || e.object || ' in ' || e.place FROM deploy_change e JOIN schema_difference y ON y.rowid = c.difference_id
            WHERE e.object = y.schema || '.' || y.table_name || '.' || y.name LIMIT 1) AS change
    FROM deployment d CROSS JOIN scanned x
    JOIN wide w ON w.statement_id = x.statement_id AND w.n <> x.n
    JOIN changed c ON c.statement_id = x.statement_id AND x.n = w.n + c.fewer - c.more
    JOIN function f ON f.id = w.function_id
    JOIN statement_way way ON way.statement_id = x.statement_id;

CREATE VIEW migrated_table AS           -- tables that migrations make: what no migration between two versions changes in them stays as it is
    SELECT DISTINCT t.schema, t.name FROM declared_table t JOIN declared_source s ON s.id = t.source_id AND s.kind IN ('migrations', 'alembic');

CREATE VIEW deploy_break AS             -- both, with the words rules share; a difference of tables that are migrated, which no migration makes, is one of edited files, not of databases
    SELECT side, file_id, line, column, code || ' ' || object AS subject, nullif(object, '') AS object, scope,
        code_name, schema_name, message || iif(more > 0, ' (and ' || more || ' more)', '') AS problem,
        in_all AND change IS NOT NULL AS proven,
        coalesce(' (' || change || ')', '') AS because,
        iif(in_all, '', ' Only some of the texts this statement may have do so.') AS condition,
        CASE WHEN statements > 1 THEN ' ' || statements || ' statements, ' || routes || iif(routes = 1, ' route', ' routes') || iif(route IS NULL, '.', ', among them ' || route || '.')
            WHEN route IS NULL THEN '' WHEN routes = 1 THEN ' ' || route || ' sends this statement.' ELSE ' ' || routes || ' routes send this statement, among them ' || route || '.' END AS reach,
        witness
    FROM deploy_problem p
    WHERE change IS NOT NULL OR NOT EXISTS (SELECT 1 FROM migrated_table m WHERE m.name = p.object OR m.schema || '.' || m.name = p.object
        OR EXISTS (SELECT 1 FROM statement_table t WHERE t.statement_id = p.statement_id AND t.name = m.name))
    UNION ALL
    SELECT side, file_id, line, NULL, what || ' ' || table_name || coalesce('.' || column_name, ''), table_name || coalesce('.' || column_name, ''), NULL, code_name, schema_name,
        CASE what WHEN 'column' THEN 'column "' || column_name || '" of relation "' || table_name || '" does not exist, which the model maps'
            WHEN 'table' THEN 'relation "' || table_name || '" does not exist, which the model maps'
            ELSE 'column "' || column_name || '" of relation "' || table_name || '" is NOT NULL without a default, and no INSERT of the model gives it a value' END,
        certain AND change IS NOT NULL, coalesce(' (' || change || ')', ''), '',
        ' ' || statements || iif(statements = 1, ' statement', ' statements') || iif(route IS NULL, '', ', ' || routes || iif(routes = 1, ' route', ' routes') || ', among them ' || route) || '.',
        witness
    FROM deploy_model p
    WHERE change IS NOT NULL OR NOT EXISTS (SELECT 1 FROM migrated_table m WHERE m.name = p.table_name)
    UNION ALL
    SELECT side, file_id, line, NULL, 'Scan ' || columns, NULL, scope, code_name, schema_name,
        'the statement gives ' || given || iif(given = 1, ' column', ' columns') || ' where ' || scanned || iif(scanned = 1, ' is', ' are') || ' scanned (' || columns || ')',
        certain AND change IS NOT NULL, coalesce(' (' || change || ')', ''), '',
        CASE WHEN route IS NULL THEN '' WHEN routes = 1 THEN ' ' || route || ' sends this statement.' ELSE ' ' || routes || ' routes send this statement, among them ' || route || '.' END,
        witness
    FROM deploy_width WHERE change IS NOT NULL;
