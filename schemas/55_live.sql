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
    failed     INTEGER NOT NULL         -- 1: recorded as not finished
);

CREATE INDEX prepare_result_statement ON prepare_result(statement_id);
CREATE INDEX declared_problem_statement ON declared_problem(statement_id);
CREATE INDEX schema_difference_name ON schema_difference(schema, table_name);

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
