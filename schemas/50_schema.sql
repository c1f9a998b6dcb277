-- The schema as declared: by migrations, by a schema file, by models, by DDL in the code. Each source apart; kind 'effective' is what the
-- statements are checked against: migrations first, then what the application adds at start-up.

CREATE TABLE declared_source (          -- a place that declares a schema
    id       INTEGER PRIMARY KEY,       -- declared_source.id
    kind     TEXT NOT NULL,             -- migrations | alembic | schema_file | models | startup | live | snapshot | effective. With live or snapshot that is the effective one
    path     TEXT NOT NULL,             -- folder or file; '' for effective; of live and snapshot what a message calls it
    tool     TEXT,                      -- migrations: that runs them, where their files show it; NULL
    complete INTEGER NOT NULL,          -- 0: something in it could not be followed: an unknown table may exist all the same
    objects  INTEGER NOT NULL,          -- tables and views it ends with
    used     INTEGER NOT NULL           -- 1: part of the effective schema
);

CREATE TABLE declared_migration (       -- a migration, in the order the tool would run it
    source_id INTEGER NOT NULL,         -- declared_source.id
    ordinal   INTEGER NOT NULL,         -- from 1
    version   TEXT NOT NULL,            -- file name or revision id
    file_id   INTEGER NOT NULL,         -- file.id
    state     TEXT NOT NULL,            -- replayed | failed | skipped
    recorded  TEXT,                     -- what its tool writes into its table (Drizzle: the moment it was made, in ms); NULL: the version
    digest    TEXT                      -- SHA-256 of the file, with either end of line, as its tool records it (Prisma, Drizzle); NULL
);

CREATE TABLE declared_schema (          -- a schema, 'public' included
    source_id INTEGER NOT NULL,         -- declared_source.id
    name      TEXT NOT NULL,            -- as stored
    public_create INTEGER,              -- every role may create objects in it: 1 granted, 0 revoked; NULL: as the server has it
    file_id   INTEGER,                  -- where public_create was last set; NULL
    line      INTEGER                   -- where
);

CREATE TABLE declared_table (           -- a table, view or other relation
    id        INTEGER PRIMARY KEY,      -- declared_table.id
    source_id INTEGER NOT NULL,         -- declared_source.id
    schema    TEXT NOT NULL,            -- as stored
    name      TEXT NOT NULL,            -- as stored
    kind      TEXT NOT NULL,            -- table partitioned view matview foreign sequence composite
    opaque    INTEGER NOT NULL,         -- 1: its columns are not known
    partition_of TEXT,                  -- schema.name of the partitioned table it is a partition of; NULL
    row_security INTEGER NOT NULL,      -- 1: ENABLE ROW LEVEL SECURITY
    file_id   INTEGER,                  -- where it was created
    line      INTEGER                   -- where it was created
);

CREATE TABLE declared_column (          -- a column
    id          INTEGER PRIMARY KEY,    -- declared_column.id
    source_id   INTEGER NOT NULL,       -- declared_source.id
    table_id    INTEGER NOT NULL,       -- declared_table.id
    schema      TEXT NOT NULL,          -- of the table
    table_name  TEXT NOT NULL,          -- of the table
    name        TEXT NOT NULL,          -- as stored
    number      INTEGER NOT NULL,       -- from 1, never reused
    type        TEXT NOT NULL,          -- as format_type prints it; '' unknown
    not_null    INTEGER NOT NULL,       -- 1: NOT NULL
    has_default INTEGER NOT NULL,       -- 1: default, identity, serial or generated
    default_sql TEXT,                   -- source text of the default; NULL
    identity    TEXT,                   -- a always | d by default; NULL none
    generated   INTEGER NOT NULL,       -- 1: GENERATED ALWAYS AS (…) STORED
    trigger_fills INTEGER NOT NULL,     -- 1: a BEFORE INSERT trigger may fill it
    file_id     INTEGER,                -- where it was made or last changed
    line        INTEGER                 -- where it was made or last changed
);

CREATE TABLE declared_constraint (      -- a constraint
    id         INTEGER PRIMARY KEY,     -- declared_constraint.id
    source_id  INTEGER NOT NULL,        -- declared_source.id
    table_id   INTEGER NOT NULL,        -- declared_table.id
    schema     TEXT NOT NULL,           -- of the table
    table_name TEXT NOT NULL,           -- of the table
    name       TEXT NOT NULL,           -- as PostgreSQL names it
    kind       TEXT NOT NULL,           -- primary unique foreign check exclude
    columns    TEXT NOT NULL,           -- names joined by ', ' in order
    ref_schema TEXT,                    -- foreign: of the referenced table
    ref_table  TEXT,                    -- foreign: referenced table
    ref_columns TEXT,                   -- foreign: referenced columns joined by ', '
    on_delete  TEXT,                    -- no action | restrict | cascade | set null | set default; NULL
    on_update  TEXT,                    -- as on_delete
    expression TEXT,                    -- check: source text
    not_valid  INTEGER NOT NULL,        -- 1: NOT VALID
    file_id    INTEGER,                 -- where
    line       INTEGER                  -- where
);

CREATE TABLE declared_constraint_column ( -- a column of a constraint
    constraint_id INTEGER NOT NULL,     -- declared_constraint.id
    position   INTEGER NOT NULL,        -- from 1
    name       TEXT NOT NULL,           -- the constrained column
    ref_name   TEXT,                    -- foreign: the column it references; NULL
    emptied    INTEGER NOT NULL         -- 1: ON DELETE SET NULL or SET DEFAULT changes it
);

CREATE TABLE declared_check_value (     -- values that a CHECK over one column leaves to it: CHECK (status IN ('new', 'done'))
    constraint_id INTEGER NOT NULL,     -- declared_constraint.id
    value      TEXT NOT NULL            -- as text
);

CREATE TABLE declared_index (           -- an index, those of constraints included
    id         INTEGER PRIMARY KEY,     -- declared_index.id
    source_id  INTEGER NOT NULL,        -- declared_source.id
    table_id   INTEGER NOT NULL,        -- declared_table.id
    schema     TEXT NOT NULL,           -- of the table
    table_name TEXT NOT NULL,           -- of the table
    name       TEXT NOT NULL,           -- as PostgreSQL names it
    is_unique  INTEGER NOT NULL,        -- 1: unique
    is_partial INTEGER NOT NULL,        -- 1: has WHERE
    is_valid   INTEGER NOT NULL,        -- 0: made, but not used by the planner
    nulls_distinct INTEGER NOT NULL,    -- 0: NULLS NOT DISTINCT
    predicate  TEXT,                    -- source text of WHERE; NULL
    columns    TEXT NOT NULL,           -- key columns joined by ', '; expressions in parentheses
    method     TEXT NOT NULL,           -- btree gin …
    constraint_name TEXT,               -- constraint that owns it; NULL
    file_id    INTEGER,                 -- where
    line       INTEGER                  -- where
);

CREATE TABLE declared_index_column (    -- a column of an index
    index_id   INTEGER NOT NULL,        -- declared_index.id
    position   INTEGER NOT NULL,        -- from 1, included columns after the keys
    name       TEXT,                    -- the column; NULL: an expression
    expression TEXT,                    -- source text of the expression; NULL: a column
    option     TEXT,                    -- collation, operator class and order where they are not the default: COLLATE "C" text_pattern_ops DESC; NULL
    included   INTEGER NOT NULL         -- 1: INCLUDE, not a key
);

CREATE TABLE declared_type (            -- enums, domains, composite types
    id        INTEGER PRIMARY KEY,      -- declared_type.id
    source_id INTEGER NOT NULL,         -- declared_source.id
    schema    TEXT NOT NULL,            -- as stored
    name      TEXT NOT NULL,            -- as stored
    kind      TEXT NOT NULL,            -- enum domain composite range base
    labels    TEXT,                     -- enum: labels joined by ', ' in order
    file_id   INTEGER,                  -- where
    line      INTEGER                   -- where
);

CREATE TABLE declared_function (        -- functions and procedures
    id        INTEGER PRIMARY KEY,      -- declared_function.id
    source_id INTEGER NOT NULL,         -- declared_source.id
    schema    TEXT NOT NULL,            -- as stored
    name      TEXT NOT NULL,            -- as stored
    arguments TEXT NOT NULL,            -- types joined by ', '
    language  TEXT,                     -- sql plpgsql …
    security_definer INTEGER NOT NULL,  -- 1: runs with its owner's rights
    own_path  INTEGER NOT NULL,         -- 1: names in it do not depend on the caller's search_path: SET search_path, or a body in BEGIN ATOMIC form
    file_id   INTEGER,                  -- where
    line      INTEGER                   -- where
);

CREATE TABLE stored_problem (           -- what PostgreSQL would refuse in the body of a function of the effective schema when it is called, by our binder
    kind      TEXT NOT NULL,            -- function | procedure | trigger function
    schema    TEXT NOT NULL,            -- of the function
    name      TEXT NOT NULL,            -- of the function
    arguments TEXT NOT NULL,            -- types joined by ', '
    on_tables TEXT,                     -- trigger functions: tables it is so for, joined by ', '; NULL: whatever the table
    tables    TEXT NOT NULL,            -- known tables of the statement, schema.name, joined by ', '
    code      TEXT NOT NULL,            -- as statement_problem.code; also unknown-parameter
    sqlstate  TEXT NOT NULL,            -- 42703 …
    message   TEXT NOT NULL,            -- as PostgreSQL words it
    object    TEXT NOT NULL,            -- name concerned
    nearest   TEXT NOT NULL,            -- nearest existing name; '' none
    detail    TEXT NOT NULL,            -- '' none
    certain   INTEGER NOT NULL,         -- 1: nothing unknown could make it right
    conditional INTEGER NOT NULL,       -- 1: only some ways through the body come to it
    caught    TEXT,                     -- condition of the EXCEPTION handler that takes the error; NULL none
    file_id   INTEGER,                  -- where the function was last defined
    line      INTEGER                   -- where the offending name is written
);

CREATE TABLE view_gap (                 -- columns a view made with * does not have, because its tables got them later
    schema    TEXT NOT NULL,            -- of the view
    name      TEXT NOT NULL,            -- of the view
    kind      TEXT NOT NULL,            -- view | materialized view
    column_name TEXT NOT NULL,          -- the column
    table_name TEXT NOT NULL,           -- whose it is
    file_id   INTEGER,                  -- where the view was last defined
    line      INTEGER                   -- where the view was last defined
);

CREATE TABLE declared_trigger (         -- triggers
    id         INTEGER PRIMARY KEY,     -- declared_trigger.id
    source_id  INTEGER NOT NULL,        -- declared_source.id
    table_id   INTEGER NOT NULL,        -- declared_table.id
    name       TEXT NOT NULL,           -- as stored
    timing     TEXT NOT NULL,           -- before after instead
    function_name TEXT NOT NULL,        -- function it runs
    file_id    INTEGER,                 -- where
    line       INTEGER                  -- where
);

CREATE TABLE declared_policy (          -- row security policies
    source_id  INTEGER NOT NULL,        -- declared_source.id
    table_id   INTEGER NOT NULL,        -- declared_table.id
    schema     TEXT NOT NULL,           -- of the table
    table_name TEXT NOT NULL,           -- of the table
    name       TEXT NOT NULL,           -- as stored
    command    TEXT NOT NULL,           -- all select insert update delete
    permissive INTEGER NOT NULL,        -- 0: RESTRICTIVE
    roles      TEXT NOT NULL,           -- roles it is for, joined by ', '; public: everybody
    using_sql  TEXT,                    -- source text of USING; NULL
    check_sql  TEXT,                    -- source text of WITH CHECK; NULL
    file_id    INTEGER,                 -- where
    line       INTEGER                  -- where
);

CREATE TABLE declared_extension (       -- CREATE EXTENSION
    source_id INTEGER NOT NULL,         -- declared_source.id
    name      TEXT NOT NULL,            -- as stored
    file_id   INTEGER,                  -- where
    line      INTEGER                   -- where
);

CREATE TABLE declared_dependency (      -- what could not live without a table or column, as pg_depend; of the effective schema
    source_id  INTEGER NOT NULL,        -- declared_source.id
    kind       TEXT NOT NULL,           -- view table sequence column default constraint index trigger policy type function
    schema     TEXT NOT NULL,           -- of what depends
    table_name TEXT NOT NULL,           -- table it belongs to; its own name for a relation; '' none
    name       TEXT NOT NULL,           -- of what depends; the column's for a column or default
    on_schema  TEXT NOT NULL,           -- of the table it needs
    on_table   TEXT NOT NULL,           -- table it needs
    on_column  TEXT,                    -- column it needs; NULL: the table as a whole
    file_id    INTEGER,                 -- where what depends was made
    line       INTEGER                  -- where what depends was made
);

CREATE TABLE ddl_text (                 -- written by packs: DDL that code describes, rendered as SQL for the replay
    source    TEXT NOT NULL,            -- models, or revision.source: alembic | knex | …
    unit      TEXT NOT NULL,            -- revision id or module: texts of one unit run together
    ordinal   INTEGER NOT NULL,         -- order within the unit
    text      TEXT NOT NULL,            -- SQL, one or more statements
    file_id   INTEGER NOT NULL,         -- where it is described
    line      INTEGER NOT NULL,         -- where it is described
    place   INTEGER                     -- line at which it runs among the unit's statement_site of kind step; NULL: line
);

CREATE TABLE revision (                 -- written by packs: links of a migration history
    source  TEXT NOT NULL,              -- alembic | knex | … as in ddl_text
    unit    TEXT NOT NULL,              -- revision id, or the file's path
    parents TEXT,                       -- ids it follows, joined by ','; NULL: a first one
    history TEXT,                       -- what revisions of several folders belong to; NULL: their folder
    file_id INTEGER NOT NULL,           -- where
    line    INTEGER NOT NULL            -- where
);

CREATE TABLE ddl_event (                -- what each DDL statement did, in replay order
    source_id INTEGER NOT NULL,         -- declared_source.id
    ordinal   INTEGER NOT NULL,         -- from 1 within the source
    operation TEXT NOT NULL,            -- create table, add column, …
    object    TEXT NOT NULL,            -- public.users or public.users.email
    skipped   INTEGER NOT NULL,         -- 1: IF NOT EXISTS on an existing object, IF EXISTS on a missing one: no effect
    file_id   INTEGER,                  -- where
    line      INTEGER                   -- where
);

CREATE TABLE migration_problem (        -- a statement of a migration that changes rows does not do what it says, judged against the schema at its place in the history
    source_id INTEGER NOT NULL,         -- declared_source.id
    code      TEXT NOT NULL,            -- captured-outer-column
    object    TEXT NOT NULL,            -- name concerned
    detail    TEXT NOT NULL,            -- '' none
    file_id   INTEGER NOT NULL,         -- where the name is written
    line      INTEGER NOT NULL,         -- where the name is written
    column    INTEGER NOT NULL          -- from 1, bytes
);

CREATE TABLE replay_problem (           -- DDL that PostgreSQL would refuse, or whose effect we could not follow
    source_id INTEGER NOT NULL,         -- declared_source.id
    kind      TEXT NOT NULL,            -- fails | syntax | opaque | chain (a revision history with a missing or doubled link)
    sqlstate  TEXT NOT NULL,            -- '' for opaque and chain
    message   TEXT NOT NULL,            -- as PostgreSQL words it
    object    TEXT NOT NULL,            -- '' or the name concerned
    file_id   INTEGER,                  -- where
    line      INTEGER                   -- where
);

CREATE TABLE model (                    -- written by packs: a class mapped to a table
    class_id   INTEGER,                 -- class.id; NULL for tables declared without a class
    table_call_id INTEGER,              -- call.id that makes the table's object where no class does: Table("users", …); NULL
    key        TEXT,                    -- what statement_site.model and model_relation call it; NULL: no built statement goes through it
    name       TEXT,                    -- of a model that is no class: as the program calls it; NULL
    framework  TEXT NOT NULL,           -- sqlalchemy | …
    schema     TEXT NOT NULL,           -- 'public' unless it says otherwise
    table_name TEXT NOT NULL,           -- as stored
    closed     INTEGER NOT NULL DEFAULT 0, -- 1: every name that may be asked of the class is known: model_attribute has them all
    file_id    INTEGER NOT NULL,        -- where
    line       INTEGER NOT NULL         -- where
);

CREATE TABLE attribute_use (            -- written by packs: a name of a model given as a keyword or in a text: Call(to=…), filter_by(to=…), order_by("to")
    class_id  INTEGER NOT NULL,         -- class.id of the model
    attribute TEXT NOT NULL,            -- as written
    call_id   INTEGER NOT NULL,         -- the call
    error     TEXT NOT NULL,            -- what the library raises where the model has no such name
    how       TEXT,                     -- how it is asked for, up to "it raises": "named in a query "; NULL: given as a keyword
    missing   INTEGER NOT NULL DEFAULT 0, -- 1: the pack knows all the model's names, and this is none of them: model.closed and model_attribute are not asked
    file_id   INTEGER,                  -- where it is written, where that is not the call
    line      INTEGER                   -- where it is written, where that is not the call
);

CREATE TABLE model_column (             -- written by packs: a mapped column
    class_id    INTEGER,                -- class.id of the model it belongs to (mixins' columns repeated)
    table_call_id INTEGER,              -- model.table_call_id
    schema      TEXT NOT NULL,          -- of the table
    table_name  TEXT NOT NULL,          -- of the table
    attribute   TEXT NOT NULL,          -- name in the class
    column_name TEXT NOT NULL,          -- name in the database
    type        TEXT,                   -- SQL type it asks for; NULL not known
    not_null    INTEGER,                -- 1: NOT NULL; NULL not known
    has_default INTEGER NOT NULL,       -- 1: a default in the database
    has_client_default INTEGER NOT NULL, -- 1: the library fills it on insert
    primary_key INTEGER NOT NULL,       -- 1: part of the primary key
    is_loose    INTEGER NOT NULL DEFAULT 0, -- 1: the type is only what the language's own type stands for where nothing is said: any that takes its values is meant
    file_id     INTEGER NOT NULL,       -- where
    line        INTEGER NOT NULL        -- where
);

CREATE TABLE model_attribute (          -- written by packs: what may be named on a model besides its columns: further names of a column; of a closed model everything its class and what it extends define
    class_id    INTEGER,                -- class.id of the model
    table_call_id INTEGER,              -- model.table_call_id
    attribute   TEXT NOT NULL,          -- name as it is written
    column_name TEXT                    -- model_column.column_name it stands for; NULL: no column
);

CREATE TABLE model_scope (              -- written by packs: a named piece of a model's queries: modify('active')
    model       TEXT NOT NULL,          -- model.key
    name        TEXT NOT NULL,          -- as queries ask for it
    function_id INTEGER NOT NULL        -- function.id that is handed the unfinished query
);

CREATE TABLE model_relation (           -- written by packs: an attribute of a model that stands for rows of another one
    model      TEXT NOT NULL,           -- model.key
    attribute  TEXT NOT NULL,           -- name in the model
    target     TEXT NOT NULL,           -- model.key of the other side
    is_list    INTEGER NOT NULL,        -- 1: many rows
    columns    TEXT,                    -- columns here, joined by ','; NULL not known
    target_columns TEXT,                -- columns there, in the same order
    link_table TEXT,                    -- the table between them; NULL
    link_columns TEXT,                  -- its columns that refer to here
    link_target_columns TEXT            -- its columns that refer to there
);

CREATE INDEX ddl_text_unit ON ddl_text(unit);
CREATE INDEX declared_table_name ON declared_table(source_id, schema, name);
CREATE INDEX declared_column_table ON declared_column(table_id, name);
CREATE INDEX declared_column_name ON declared_column(source_id, schema, table_name, name);
CREATE INDEX declared_constraint_table ON declared_constraint(table_id);
CREATE INDEX declared_constraint_column_constraint ON declared_constraint_column(constraint_id, position);
CREATE INDEX declared_check_value_constraint ON declared_check_value(constraint_id);
CREATE INDEX declared_index_table ON declared_index(table_id);
CREATE INDEX declared_index_column_index ON declared_index_column(index_id, position);
CREATE INDEX declared_policy_table ON declared_policy(table_id);
CREATE INDEX declared_dependency_on ON declared_dependency(on_schema, on_table);
CREATE INDEX model_class ON model(class_id);
CREATE INDEX model_column_class ON model_column(class_id);

CREATE TABLE model_creation (           -- written by packs: a call that creates the models' missing tables (create_all)
    call_id INTEGER NOT NULL,           -- call.id
    file_id INTEGER NOT NULL,           -- where
    line    INTEGER NOT NULL            -- where
);
