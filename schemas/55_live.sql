-- A running database, or a snapshot of one: what it has and the sources of the tree do not, what it answered. Its objects are the effective schema then
-- (declared_source.kind 'effective'), so that one rule judges a declared schema and a running one; live_* names them for those who look at nothing else.

CREATE TABLE schema_difference (        -- the declared schema (left) compared with the database's (right), where both are known
    object     TEXT NOT NULL,           -- table | view | column | constraint | index | type | label (of an enum) | function | trigger
    schema     TEXT NOT NULL,           -- of the table or object
    table_name TEXT,                    -- table, or enum of a label; NULL: the object has none
    name       TEXT NOT NULL,           -- of the object; on the side that has it
    aspect     TEXT NOT NULL,           -- missing (not in the database) | undeclared (only there) | type | not null | default | identity | generated | on delete | not valid | row security
    declared   TEXT,                    -- how it is declared; NULL not, or nothing to say
    live       TEXT,                    -- how the database has it
    certain    INTEGER NOT NULL,        -- 1: everything the sources do was followed
    file_id    INTEGER,                 -- where it, or its table, is declared
    line       INTEGER                  -- where it, or its table, is declared
);

CREATE TABLE declared_problem (         -- as statement_problem, of the declared schema, where a database's is the effective one
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    code         TEXT NOT NULL,         -- as in statement_problem
    sqlstate     TEXT NOT NULL,         -- as in statement_problem
    message      TEXT NOT NULL,         -- as PostgreSQL words it
    object       TEXT NOT NULL,         -- name concerned
    nearest      TEXT NOT NULL,         -- nearest existing name; '' none
    detail       TEXT NOT NULL,         -- '' none
    certain      INTEGER NOT NULL,      -- 1: nothing unknown could make it right
    in_all       INTEGER NOT NULL,      -- 1: every variant has it
    drift        INTEGER NOT NULL,      -- 0
    file_id      INTEGER NOT NULL,      -- where the offending name is written
    line         INTEGER NOT NULL,      -- where the offending name is written
    column       INTEGER NOT NULL       -- from 1, bytes
);

CREATE TABLE prepare_result (           -- what the server said of a statement's text; nothing was executed
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    sqlstate     TEXT NOT NULL,         -- 00000: it would run; '' when it could not say
    message      TEXT NOT NULL,         -- '' none
    hint         TEXT NOT NULL,         -- '' none
    detail       TEXT NOT NULL,         -- '' none
    position     INTEGER NOT NULL,      -- byte in the text; -1 not said
    unchecked    TEXT                   -- why it could not say: locked, permission …; NULL: it did
);

CREATE TABLE server (                   -- the database that was asked
    version      INTEGER NOT NULL,      -- 150020
    name         TEXT NOT NULL,         -- of the database
    user         TEXT NOT NULL,         -- role we are
    standby      INTEGER NOT NULL,      -- 1: a read-only replica
    superuser    INTEGER NOT NULL,      -- 1: we are superuser
    pooled       INTEGER NOT NULL       -- 1: a pooler stands between
);

CREATE TABLE live_migration (           -- what migration tools recorded in the database as run
    tool       TEXT NOT NULL,           -- golang-migrate | goose | prisma | drizzle | alembic | django | knex | flyway | sequelize | typeorm | node-pg-migrate | sqitch | sqlx | …
    table_name TEXT NOT NULL,           -- schema.table
    version    TEXT,                    -- as stored; NULL: no row, or not ours to read
    failed     INTEGER NOT NULL,        -- 1: recorded as not finished
    kind       TEXT NOT NULL,           -- what the table holds: names | numbers (each that was run, known by the number its name begins with) | newest (its number alone) | heads (those nothing follows)
    digest     TEXT                     -- of what was run, as the tool records it; NULL: it records none we can compute
);

CREATE INDEX prepare_result_statement ON prepare_result(statement_id);
CREATE INDEX declared_problem_statement ON declared_problem(statement_id);
CREATE INDEX schema_difference_name ON schema_difference(schema, table_name);

-- The state of the database that was asked, as its catalogue and statistics have it: what database/* rules read. One table for each query of audit/live/catalog/state;
-- the defaults are for those who state facts by hand.
-- Empty without a database. The coverage domain says whether a question was answered: with too few rights it was not, and that is no "none".

CREATE TABLE live_cluster (             -- one row: the server
    -- domain: statistics
    today      TEXT NOT NULL,           -- its date, UTC: 2026-01-31
    replicas   INTEGER NOT NULL DEFAULT 0 -- servers that stream from it
);

CREATE TABLE live_database (            -- every database of the server that can be connected to
    -- domain: statistics
    name       TEXT NOT NULL,           -- as stored
    own        INTEGER NOT NULL DEFAULT 1, -- 1: the one that was asked
    encoding   TEXT NOT NULL DEFAULT 'UTF8', -- UTF8 | SQL_ASCII | …
    frozen_age INTEGER NOT NULL DEFAULT 0, -- transactions since its oldest row that is not frozen
    multixact_age INTEGER NOT NULL DEFAULT 0, -- the same of multixacts
    sessions   INTEGER,                 -- connections to it
    statistics_since TEXT,              -- its counters count from then on, UTC; NULL not known
    statistics_days INTEGER,            -- days since then
    checksum_failures INTEGER,          -- damaged pages the server met
    collation_made TEXT,                -- version of the collation library its indexes were made with (PostgreSQL 15 and later); NULL none
    collation_now TEXT                  -- version in use now
);

CREATE TABLE live_table_state (         -- tables, materialized views and views
    -- domain: statistics
    schema     TEXT NOT NULL,           -- as stored
    name       TEXT NOT NULL,           -- as stored
    kind       TEXT NOT NULL DEFAULT 'table', -- table | partitioned | matview | view
    owner      TEXT NOT NULL DEFAULT 'postgres', -- role
    pages      INTEGER NOT NULL DEFAULT 0, -- of 8 kB, as last counted by VACUUM or ANALYZE
    rows       INTEGER,                 -- as last counted; NULL: never was
    unlogged   INTEGER NOT NULL DEFAULT 0, -- 1: emptied when the server crashes
    frozen_age INTEGER,                 -- transactions since its oldest row that is not frozen, its TOAST table included
    multixact_age INTEGER,              -- the same of multixacts
    autovacuum_off INTEGER NOT NULL DEFAULT 0, -- 1: autovacuum_enabled = off
    security_invoker INTEGER NOT NULL DEFAULT 0, -- view, 1: runs with the rights of who reads it
    security_forced INTEGER NOT NULL DEFAULT 0, -- 1: row security holds for the owner, too
    sequential_scans INTEGER,           -- since statistics_since, as all that follow
    rows_scanned INTEGER,               -- rows these scans read
    index_scans INTEGER,                -- with any of its indexes
    inserted   INTEGER,                 -- rows
    updated    INTEGER,                 -- rows
    deleted    INTEGER,                 -- rows
    live_rows  INTEGER,                 -- estimate
    dead_rows  INTEGER,                 -- that VACUUM has not taken away
    changed    INTEGER,                 -- rows changed since ANALYZE
    analyzed_days INTEGER,              -- days since ANALYZE; NULL: not since statistics_since
    vacuumed_days INTEGER               -- days since VACUUM; NULL: not since statistics_since
);

CREATE TABLE live_index_state (         -- indexes, invalid ones too
    -- domain: statistics
    schema     TEXT NOT NULL,           -- of the table
    table_name TEXT NOT NULL,           -- as stored
    name       TEXT NOT NULL,           -- as stored
    columns    TEXT,                    -- keys joined by ', '
    pages      INTEGER NOT NULL DEFAULT 0, -- of 8 kB
    scans      INTEGER,                 -- since statistics_since
    scanned_days INTEGER,               -- days since the last (PostgreSQL 16 and later); NULL not known
    is_valid   INTEGER NOT NULL DEFAULT 1, -- 0: no query uses it
    building   INTEGER NOT NULL DEFAULT 0, -- 1: it may be in the making: somebody holds the table's lock for that
    is_unique  INTEGER NOT NULL DEFAULT 0, -- 1: keeps doubles out
    constraint_name TEXT,               -- that owns it; NULL
    replica_identity INTEGER NOT NULL DEFAULT 0, -- 1: logical replication tells rows apart by it
    is_part    INTEGER NOT NULL DEFAULT 0 -- 1: part of a partitioned index
);

CREATE TABLE live_sequence_state (      -- sequences, those of identity columns included
    -- domain: sequences
    schema     TEXT NOT NULL,           -- as stored
    name       TEXT NOT NULL,           -- as stored
    type       TEXT NOT NULL,           -- smallint | integer | bigint
    last_value INTEGER,                 -- NULL: never used; or not ours to read
    readable   INTEGER NOT NULL DEFAULT 1, -- 0: not ours to read
    minimum    INTEGER NOT NULL DEFAULT 1, -- MINVALUE
    maximum    INTEGER NOT NULL DEFAULT 9223372036854775807, -- MAXVALUE
    increment  INTEGER NOT NULL DEFAULT 1, -- INCREMENT
    cycles     INTEGER NOT NULL DEFAULT 0, -- 1: begins again at its end
    table_schema TEXT,                  -- of the column it counts for; NULL none
    table_name TEXT,                    -- of that column
    column_name TEXT,                   -- that column
    column_type TEXT                    -- as format_type prints it
);

CREATE TABLE live_setting (             -- settings of the server that rules read
    -- domain: settings
    name       TEXT NOT NULL,           -- fsync …
    value      TEXT                     -- in the setting's own unit; NULL: not ours to see
);

CREATE TABLE live_role (                -- roles that may connect, and owners of tables
    -- domain: roles
    name       TEXT NOT NULL,           -- as stored
    login      INTEGER NOT NULL DEFAULT 1, -- 1: LOGIN
    superuser  INTEGER NOT NULL DEFAULT 0, -- 1: SUPERUSER
    bypass_rls INTEGER NOT NULL DEFAULT 0, -- 1: BYPASSRLS
    create_role INTEGER NOT NULL DEFAULT 0, -- 1: CREATEROLE
    create_db  INTEGER NOT NULL DEFAULT 0, -- 1: CREATEDB
    replication INTEGER NOT NULL DEFAULT 0, -- 1: REPLICATION
    is_self    INTEGER NOT NULL DEFAULT 0, -- 1: we
    sessions   INTEGER NOT NULL DEFAULT 0, -- it has in this database now
    tool_sessions INTEGER NOT NULL DEFAULT 0, -- of these, of a person's or an operator's tool (psql, pgAdmin, pg_dump …) by their application_name
    owned      INTEGER NOT NULL DEFAULT 0, -- tables of the application it owns
    writes     INTEGER NOT NULL DEFAULT 0 -- 1: may change some table of the application without being superuser
);

CREATE TABLE live_role_setting (        -- ALTER ROLE … SET and ALTER DATABASE … SET, of the settings that rules read
    -- domain: roles
    role       TEXT,                    -- NULL: every role
    database   TEXT,                    -- NULL: every database
    name       TEXT NOT NULL,           -- of the setting
    value      TEXT NOT NULL            -- as written
);

CREATE TABLE live_privilege (           -- rights on tables and views granted to others than their owner
    -- domain: roles
    schema     TEXT NOT NULL,           -- of the table
    name       TEXT NOT NULL,           -- of the table
    role       TEXT NOT NULL,           -- PUBLIC: everybody
    privileges TEXT NOT NULL            -- DELETE, INSERT, SELECT, UPDATE
);

CREATE TABLE live_default_privilege (   -- ALTER DEFAULT PRIVILEGES for tables
    -- domain: roles
    owner      TEXT NOT NULL DEFAULT 'postgres', -- the role whose new tables get them
    schema     TEXT,                    -- NULL: every schema
    role       TEXT NOT NULL,           -- who gets them; PUBLIC: everybody
    privileges TEXT NOT NULL            -- as live_privilege
);

CREATE TABLE live_function_state (      -- functions that run with their owner's rights
    -- domain: roles
    schema     TEXT NOT NULL,           -- as stored
    name       TEXT NOT NULL,           -- as stored
    arguments  TEXT NOT NULL,           -- as the server prints them
    owner      TEXT NOT NULL DEFAULT 'postgres', -- role
    owner_superuser INTEGER NOT NULL DEFAULT 0, -- 1: that role is superuser
    public_execute INTEGER NOT NULL DEFAULT 0, -- 1: every role may call it
    is_trigger INTEGER NOT NULL DEFAULT 0 -- 1: only triggers call it
);

CREATE TABLE live_trigger_state (       -- triggers that do not fire in ordinary sessions
    -- domain: roles
    schema     TEXT NOT NULL,           -- of the table
    table_name TEXT NOT NULL,           -- as stored
    name       TEXT NOT NULL,           -- as stored
    enabled    TEXT NOT NULL,           -- disabled | replica
    constraint_name TEXT,               -- foreign key it enforces; NULL
    is_internal INTEGER NOT NULL DEFAULT 0 -- 1: PostgreSQL's own, of a constraint
);

CREATE TABLE live_session (             -- other sessions of the database; never what they sent
    -- domain: sessions
    pid        INTEGER NOT NULL,        -- process of the server
    role       TEXT,                    -- as whom
    application TEXT,                   -- application_name
    state      TEXT,                    -- active | idle | idle in transaction | idle in transaction (aborted) …
    transaction_seconds INTEGER,        -- since its transaction began; NULL: none is open
    state_seconds INTEGER,              -- in this state
    wait       TEXT,                    -- what it waits for; NULL
    horizon_age INTEGER,                -- transactions back to which it keeps VACUUM from cleaning; NULL
    query_id   INTEGER                  -- of its last statement, where the server computes it; NULL
);

CREATE TABLE live_lock_wait (           -- sessions of the database that wait for a lock
    -- domain: locks
    pid        INTEGER NOT NULL,        -- who waits
    role       TEXT,                    -- as whom
    relation   TEXT,                    -- schema.table; NULL: no relation's lock
    mode       TEXT NOT NULL,           -- RowExclusiveLock …
    seconds    INTEGER,                 -- for how long; NULL not ours to see
    blocked_by INTEGER NOT NULL,        -- the first of those it waits for; 0: a prepared transaction
    blocking_role TEXT,                 -- as whom
    blocking_state TEXT                 -- live_session.state of it; NULL not ours to see
);

CREATE TABLE live_prepared (            -- prepared transactions of the database
    -- domain: locks
    gid        TEXT NOT NULL,           -- its name
    owner      TEXT NOT NULL DEFAULT 'postgres', -- role
    seconds    INTEGER NOT NULL,        -- since PREPARE TRANSACTION
    age        INTEGER NOT NULL         -- in transactions
);

CREATE TABLE live_slot (                -- replication slots that outlive their session
    -- domain: locks
    name       TEXT NOT NULL,           -- as stored
    kind       TEXT NOT NULL DEFAULT 'table', -- physical | logical
    plugin     TEXT,                    -- logical: of its output
    active     INTEGER NOT NULL DEFAULT 0, -- 1: somebody reads it
    retained   INTEGER,                 -- bytes of WAL kept for it; NULL none
    wal_status TEXT,                    -- reserved | extended | unreserved | lost (PostgreSQL 13 and later)
    inactive_seconds INTEGER,           -- since somebody read it (PostgreSQL 17 and later); NULL not known
    horizon_age INTEGER                 -- transactions back to which it keeps VACUUM from cleaning; NULL
);

CREATE TABLE live_extension (           -- extensions of the database
    -- domain: settings
    name       TEXT NOT NULL,           -- as stored
    version    TEXT NOT NULL,           -- installed
    available  TEXT,                    -- what the server's files would bring; NULL: they are gone
    schema     TEXT NOT NULL            -- of its objects
);

CREATE TABLE live_body_check (          -- errors that plpgsql_check finds in functions of the database, where it was asked
    kind       TEXT NOT NULL,           -- function | procedure | trigger function
    schema     TEXT NOT NULL,           -- of the function
    name       TEXT NOT NULL,           -- of the function
    arguments  TEXT NOT NULL,           -- types joined by ', '
    table_name TEXT,                    -- trigger functions: the table
    line       INTEGER,                 -- within the body; NULL not said
    sqlstate   TEXT NOT NULL,           -- 42703 …
    message    TEXT NOT NULL,           -- as PostgreSQL words it
    detail     TEXT NOT NULL            -- '' none
);

CREATE TABLE live_unknown (             -- what the role that asked may not see
    domain     TEXT NOT NULL,           -- coverage.domain
    what       TEXT NOT NULL,           -- in words
    grant_sql  TEXT NOT NULL            -- the statement that would show it
);

CREATE TABLE earlier_counter (          -- counters of earlier audits of this database, from the history of findings
    kind       TEXT NOT NULL,           -- index scans
    object     TEXT NOT NULL,           -- schema.table.index
    value      INTEGER NOT NULL,        -- what it was at the last audit
    reset      TEXT,                    -- live_database.statistics_since then
    since      TEXT NOT NULL,           -- the first audit that found this value, and all since: 2026-01-31T12:00:00Z
    days       INTEGER NOT NULL         -- from then to now
);

CREATE INDEX live_table_state_name ON live_table_state(schema, name);
CREATE INDEX live_index_state_table ON live_index_state(schema, table_name);
CREATE INDEX live_privilege_name ON live_privilege(schema, name);
CREATE INDEX earlier_counter_object ON earlier_counter(object);

-- live_*: the twins of declared_*, with its columns, which the lint compares. Empty without a database or snapshot.

CREATE VIEW live_source AS             -- the effective source, where a database or a snapshot makes it
    SELECT e.id FROM declared_source e
    WHERE e.kind = 'effective' AND EXISTS (SELECT 1 FROM declared_source s WHERE s.kind IN ('live', 'snapshot'));

CREATE VIEW live_table AS              -- declared_table of the database or snapshot
    SELECT d.* FROM declared_table d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_column AS             -- declared_column of the database or snapshot
    SELECT d.* FROM declared_column d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_constraint AS         -- declared_constraint of the database or snapshot
    SELECT d.* FROM declared_constraint d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_index AS              -- declared_index of the database or snapshot
    SELECT d.* FROM declared_index d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_type AS               -- declared_type of the database or snapshot
    SELECT d.* FROM declared_type d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_function AS           -- declared_function of the database or snapshot
    SELECT d.* FROM declared_function d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_trigger AS            -- declared_trigger of the database or snapshot
    SELECT d.* FROM declared_trigger d JOIN live_source e ON e.id = d.source_id;

CREATE VIEW live_policy AS             -- declared_policy of the database or snapshot
    SELECT d.* FROM declared_policy d JOIN live_source e ON e.id = d.source_id;
