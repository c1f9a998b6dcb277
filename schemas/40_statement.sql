-- Statements: the SQL the program sends, found at calls, folded from its parts, parsed and bound.

CREATE TABLE named_query (              -- a statement of a file of named queries: -- name: GetUser :one. Filled before packs run
    id      INTEGER PRIMARY KEY,        -- named_query.id
    file_id INTEGER NOT NULL,           -- the .sql file
    name    TEXT NOT NULL,              -- as written
    kind    TEXT,                       -- what is said of the result: :one :many :exec … (sqlc), ^ ! $ <! … (aiosql); NULL nothing
    line    INTEGER NOT NULL            -- where its text begins
);

CREATE TABLE statement_site (           -- written by packs: a call that sends a statement
    call_id       INTEGER NOT NULL,     -- call.id
    driver        TEXT NOT NULL,        -- node-postgres | asyncpg | psycopg | sqlalchemy | …
    kind          TEXT NOT NULL,        -- sql (an argument holds the text) | orm (a model is read or written) | built (calls describe the statement: see builder_word)
                                        -- | step (a text of a migration written as code: it changes the schema and is no statement of the program)
    text_position INTEGER,              -- argument.position of the text, or of the query an orm site is handed; NULL with text_keyword, and where the call itself ends the chain
    query_id      INTEGER,              -- named_query.id whose text is sent; NULL: the text is an argument
    text_keyword  TEXT,                 -- argument.keyword, or key of an object argument at text_position, that holds the text; NULL
    placeholders  TEXT NOT NULL,        -- dollar ($1) | named (:x, SQLAlchemy's scanner) | pyformat (%s, %(x)s) | rows (execute_values: %s is a list of rows) | tagged (sql`… ${x}`; the call may be the tag itself)
                                        -- | question (? and ?? for names) | formatted (pg-promise: $1, ${x}, $<x>, with modifiers) | braces ({{x}}, {{x::type}}: programs' own)
                                        -- | at (@x: pgx.NamedArgs) | marks (a ? in order, in quotes too, as many as values are given; @x where there is none: GORM) | sqlc (@x and the macros sqlc.arg, narg, slice, embed) | none
    parameters    INTEGER,              -- argument.position of the first bound value; NULL none
    values_follow INTEGER NOT NULL DEFAULT 0, -- 1: the values are that argument and those behind it: Query(text, a, b); 0: that argument holds them all: query(text, [a, b])
    api           TEXT NOT NULL,        -- what the call gives: rows | row | value | result | none
    class_id      INTEGER,              -- orm: class.id of the model
    table_call_id INTEGER,              -- orm: model.table_call_id where the model is no class
    action        TEXT,                 -- orm: read | insert | update | delete | refresh | load (a relationship declared here, read wherever the attribute is used)
                                        -- step: revision.unit; built: read | first (LIMIT 1) | read_one | count | aggregate | group | insert | update | upsert | delete
    grammar       TEXT,                 -- built: builder_word.grammar; NULL
    model         TEXT                  -- built: model.key; NULL: tables are named in the calls
);

CREATE TABLE orm_read (                 -- written by packs: what of a model an orm site reads; a model a site only selects from or joins has none
    call_id       INTEGER NOT NULL,     -- statement_site.call_id
    class_id      INTEGER,              -- as in statement_site
    table_call_id INTEGER,              -- as in statement_site
    attribute     TEXT                  -- model_column.attribute; NULL: every mapped column
);

CREATE TABLE builder_word (             -- written by packs: what a word of a builder or an ORM means to the statement
    grammar TEXT NOT NULL,              -- prisma | knex | …
    place   TEXT NOT NULL,              -- argument | condition | operator | quantifier | selection | relation | write: of one object
                                        -- position (of what an argument is told by its place: the word is update.0) | function (In([1]) as a value in a condition)
                                        -- form (chain; order_all: every argument is an order; relation_value: a relation is written as its row;
                                        -- insert_all, insert_key: a new row names every column, or a key the database makes, as DEFAULT; returning_key, returning_made: it gives the key back, or what the database fills;
                                        -- key_where: a value in the place of a condition is the primary key; json_paths: a column may be data->a->>b;
                                        -- own_columns: a name without a table is the chain's own table's column;
                                        -- expressions: conditions are expressions of columns, or a function of the table) | method | type | function: of a chain of calls
                                        -- conflict: a method whose argument has, under the key that is the meaning, the columns that tell rows apart
                                        -- form pieces: a chain of calls that each add a piece of SQL; of these: sender (a call that sends the chain) | root (a call that begins one) | text (a type: a chain's text, handed to a driver)
                                        -- | questions (what it begins with: ? is sent) | literal (a type whose literal is a condition) | compare, gathers (a call that is one) | conditions (a sender that takes some) | soft_delete, touched, alias (of a model.key)
                                        -- connect: how a method's condition stands to those before it: or | not | or not; without one it is and
    word    TEXT NOT NULL,              -- as the program writes it: where, findById, contains
    meaning TEXT NOT NULL,              -- argument: where select include omit order limit offset group data insert update aggregate key ignored; condition: and or not
                                        -- operator: compare | not | ignored; relation: link | unlink | insert; method: from table alias schema select select_raw distinct aggregate count_rows one limit join
                                        -- join_relation on where where_form where_raw where_columns where_key group order insert update delete update_key delete_key conflict
                                        -- conflict_column returning returning_items returning_all select_all select_text where_text call ignored unread opaque apply (a function is handed the unfinished query);
                                        -- type: query | raw
                                        -- function: compare behind around join between template (a piece of SQL) text name same columns (of a table)
                                        -- of pieces, function: piece name list
                                        -- of pieces, method: model from select column omit distinct where where_key or not join join_relation group having order limit offset suffix prefix returning conflict columns values
                                        -- set set_piece set_keys insert_into update_table delete_from scopes unscoped force_delete placeholder ignored unread opaque; sender: read first take scan pluck count_rows insert
                                        -- save update update_pair delete preload; literal: keys group; compare: value list nothing
    detail  TEXT                        -- operator: SQL before the value (= ANY(: closed behind it); NULL
);

CREATE TABLE pool (                     -- written by packs: a pool of connections whose driver reports the loss of an idle one as an event that ends the process when nobody listens
    call_id INTEGER NOT NULL,           -- call.id that created it
    driver  TEXT NOT NULL               -- as in statement_site
);

CREATE TABLE pool_listener (            -- written by packs: somebody listens
    pool_call_id INTEGER,               -- pool.call_id; NULL: some pool, or the whole process
    call_id      INTEGER NOT NULL       -- call.id that says so
);

CREATE TABLE unit_of_work (             -- written by the types half of packs: where what is written is kept only when somebody commits
    path   TEXT NOT NULL,               -- symbolic type
    effect TEXT NOT NULL                -- opens (what is written through a value of this type waits for a commit) | block (a with block over a value of this type,
                                        -- or over what a call of this path gives, commits at its end)
);

CREATE TABLE autocommit (               -- written by packs: somebody asks for every statement to be a transaction of its own
    driver TEXT NOT NULL                -- as in statement_site
);

CREATE TABLE begun (                    -- written by packs: a transaction begun by hand
    call_id        INTEGER NOT NULL,    -- call.id that begins it
    object_call_id INTEGER NOT NULL,    -- call.id of the connection or transaction its statements are sent on: call.receiver_origin of theirs
    driver         TEXT NOT NULL        -- as in statement_site
);

CREATE TABLE committed (                -- written by packs: such a transaction is committed
    object_call_id INTEGER NOT NULL     -- begun.object_call_id
);

CREATE TABLE rolled_back (              -- written by packs: such a transaction, which alone holds its connection, is given up
    object_call_id INTEGER NOT NULL     -- begun.object_call_id
);

CREATE TABLE pool_limit (               -- written by packs: some wait on a pool has an end, or its settings are not all written where it is made
    pool_call_id INTEGER NOT NULL       -- pool.call_id
);

CREATE TABLE database_ping (            -- written by packs: asks whether the database answers, without a statement
    call_id INTEGER NOT NULL            -- call.id
);

CREATE TABLE borrowed (                 -- written by packs: a connection taken out of a pool, which has to be given back by hand
    call_id INTEGER NOT NULL,           -- call.id that took it
    driver  TEXT NOT NULL,              -- as in statement_site
    kind    TEXT NOT NULL DEFAULT 'connection' -- connection | transaction (ends with it) | rows (ends when all are read, or closed)
);

CREATE TABLE alone (                    -- written by packs: a statement site that takes a connection for this one statement: a transaction of its own
    call_id INTEGER NOT NULL            -- statement_site.call_id
);

CREATE TABLE given_back (               -- written by packs: a borrowed connection is given back
    borrowed_call_id INTEGER NOT NULL,  -- borrowed.call_id
    call_id          INTEGER NOT NULL   -- call.id that does it
);

CREATE TABLE driver_value (             -- written by packs: values that a driver sends, or refuses to send, in a form the server's type does not take
    driver TEXT NOT NULL,               -- as in statement_site
    form   TEXT NOT NULL,               -- as in statement_parameter
    type   TEXT NOT NULL,               -- as format_type prints it, without modifier
    effect TEXT NOT NULL                -- what comes of it: a clause behind "The value of $1 is an array for a column of jsonb: "
);

CREATE TABLE engine (                   -- written by packs: a client, pool or engine the program makes, and what it speaks to
    call_id INTEGER,                    -- call.id that makes it; NULL: named elsewhere (Django's settings)
    driver  TEXT NOT NULL,              -- as in statement_site
    name    TEXT                        -- PostgreSQL | MySQL | SQLite | SQL Server | Oracle | ClickHouse | …; NULL not known
);

CREATE TABLE engine_name (              -- written by packs: what programs call databases: schemes of URLs, names of drivers, dialects
    word TEXT PRIMARY KEY,              -- sqlite3, mysql+pymysql, better-sqlite3
    name TEXT NOT NULL                  -- as in engine
);

CREATE TABLE driver_binding (           -- written by packs: how a driver reads a text with placeholders, and what it does with the values
    driver TEXT PRIMARY KEY,            -- as in statement_site
    sent   TEXT,                        -- beside (the server gets the text with $n and the values beside it) | inside (the driver writes values into the text); NULL not known
    scans  TEXT,                        -- all (placeholders are found in literals and comments too) | code; NULL not known, or the server looks for them itself
    list   TEXT,                        -- what one list becomes: array (of the server) | items (a, b, c) | refused; NULL not known
    tuple  TEXT,                        -- Python: the same of a tuple, and: row ((a, b, c)); NULL as a list
    unused TEXT                         -- a value given by a name the text does not have: ignored | refused; NULL not known
);

CREATE TABLE statement (                -- derived: a statement at a place in the source
    id          INTEGER PRIMARY KEY,    -- statement.id
    call_id     INTEGER NOT NULL,       -- call.id the program's own code makes: the caller of a wrapper, not the wrapper's inside
    sink_call_id INTEGER NOT NULL,      -- call.id of the driver's call that sends it
    file_id     INTEGER NOT NULL,       -- of call_id
    function_id INTEGER NOT NULL,       -- of call_id
    region_id   INTEGER,                -- of call_id
    line        INTEGER NOT NULL,       -- of the text's start where it stands in the same file; else of the call
    column      INTEGER NOT NULL,       -- from 1, bytes
    driver      TEXT NOT NULL,          -- as in statement_site
    kind        TEXT NOT NULL,          -- select insert update delete merge ddl utility transaction set call copy other unknown; orm statements too
    origin      TEXT NOT NULL,          -- text | orm
    text        TEXT,                   -- as the server would get it (first variant); holes are $n or plumbline_hole_n
    complete    INTEGER NOT NULL,       -- 1: every part is known; 0: holes other than values
    variants    INTEGER NOT NULL,       -- number of texts it may have
    checked     INTEGER NOT NULL,       -- 1: at least one variant was parsed and bound
    reason      TEXT,                   -- why it was not checked, or not complete
    writes      INTEGER NOT NULL,       -- 1: changes data
    cardinality TEXT,                   -- one | maybe_one | many | none; NULL unknown or variants differ
    proof       TEXT,                   -- what proves it: calls_pkey (id = $1)
    has_limit   INTEGER NOT NULL,       -- 1: LIMIT or FETCH
    settled     TEXT,                   -- call.settled
    use         TEXT,                   -- call.use
    class_id    INTEGER,                -- orm: class.id of the model
    table_call_id INTEGER,              -- orm: model.table_call_id where the model is no class
    text_position INTEGER,              -- argument.position of call_id that holds the text; NULL: none does
    values_needed INTEGER,              -- how many values its text has places for, by position; NULL: several texts, names, or not known
    values_given  INTEGER               -- how many values the call gives, where they are written out there; NULL otherwise
);

CREATE TABLE statement_result (         -- derived: a type of the program that a statement's rows are put into by the names of its fields
    statement_id INTEGER NOT NULL,      -- statement.id
    class_id     INTEGER NOT NULL,      -- class.id
    many         INTEGER NOT NULL,      -- 1: a list of them
    whole        INTEGER NOT NULL,      -- 1: every field of the struct is a result_field
    lax          INTEGER NOT NULL       -- 1: a field without a column is left alone, whatever the driver does otherwise
);

CREATE TABLE result_scan (              -- written by packs: a call that puts the columns of a row into its arguments, in their order: rows.Scan(&a, &b)
    call_id INTEGER NOT NULL,           -- call.id; its receiver is what the statement's call gave
    first   INTEGER NOT NULL            -- argument.position of the first column's
);

CREATE TABLE result_naming (            -- written by packs: a driver that puts rows into structs by the names of their fields
    driver TEXT PRIMARY KEY,            -- as in statement_site
    naming TEXT NOT NULL,               -- of a field without a tag: lower (UserID → userid) | snake (user_id) | fold (letter case and underscores say nothing)
    column_needs INTEGER NOT NULL,      -- 1: a column without a field is an error
    field_needs  INTEGER NOT NULL       -- 1: a field without a column is an error
);

CREATE TABLE result_collect (           -- written by packs: a call that puts the rows another call gave into structs: CollectRows(rows, RowToStructByName[User])
    call_id   INTEGER NOT NULL,         -- call.id
    origin_call_id INTEGER NOT NULL,    -- call.id that gave the rows
    class_id  INTEGER NOT NULL,         -- class.id of the struct
    lax       INTEGER NOT NULL,         -- 1: a field without a column is left alone
    many      INTEGER NOT NULL          -- 1: a list of them
);

CREATE TABLE scan_target (              -- derived: what a call scans into, by its declaration
    call_id   INTEGER NOT NULL,         -- result_scan.call_id
    position  INTEGER NOT NULL,         -- argument.position
    type      TEXT NOT NULL,            -- as written: string, *string, sql.NullString
    holds_null INTEGER                  -- 1: NULL can be put into it; 0: it cannot; NULL not known
);

CREATE TABLE result_field (             -- derived: what the program reads of a statement's rows
    statement_id INTEGER NOT NULL,      -- statement.id
    how          TEXT NOT NULL,         -- field (of a type rows are put into by name) | key (row['x']) | member (row.x) | place (Scan: by order)
    name         TEXT,                  -- field, key, member: the column it asks for; NULL by place
    position     INTEGER,               -- place: from 0; NULL by name
    class_id     INTEGER,               -- field: class.id it is declared in; NULL
    call_id      INTEGER,               -- place: call.id that scans; NULL
    type         TEXT,                  -- field, place: of the field or variable, as written; NULL not known
    holds_null   INTEGER,               -- as in scan_target
    nested       INTEGER NOT NULL,      -- 1: the field holds a struct of its own: columns are spelled from this name and that struct's
    file_id      INTEGER NOT NULL,      -- field: where it is declared; else where it is read
    line         INTEGER NOT NULL       -- field: where it is declared; else where it is read
);

CREATE TABLE statement_variant (        -- derived: the texts a statement may have, bounded
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- from 0
    text         TEXT NOT NULL,         -- as the server would get it
    complete     INTEGER NOT NULL,      -- 1: no unknown part
    parsed       INTEGER NOT NULL,      -- 1: the parser accepted it
    reason       TEXT                   -- why it was not checked
);

CREATE TABLE statement_hole (           -- derived: a place in a statement's text filled at run time with something other than a bound value
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    number       INTEGER NOT NULL,      -- from 1 within the variant
    origin       TEXT NOT NULL,         -- path | query | body | header | cookie | session | parameter | constant | local | unknown
    name         TEXT,                  -- of the request part or expression
    guarded      INTEGER NOT NULL,      -- 1: passes a quoting helper, a whitelist or a number conversion on the way
    file_id      INTEGER NOT NULL,      -- where the hole is written
    line         INTEGER NOT NULL       -- where the hole is written
);

CREATE TABLE statement_table (          -- derived: tables a statement names
    statement_id INTEGER NOT NULL,      -- statement.id
    schema       TEXT NOT NULL,         -- '' when it does not exist
    name         TEXT NOT NULL,         -- as stored
    role         TEXT NOT NULL,         -- read insert update delete merge truncate lock
    known        INTEGER NOT NULL       -- 1: exists in the declared schema
);

CREATE TABLE statement_column (         -- derived: columns a statement uses and what they bind to
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    schema       TEXT NOT NULL,         -- of the table it binds to; '' unknown
    table_name   TEXT NOT NULL,         -- '' unknown
    column_name  TEXT NOT NULL,         -- as stored
    clause       TEXT NOT NULL,         -- select where join group order insert set returning values conflict
    operator     TEXT,                  -- of a comparison with a parameter: = < in any like set insert; NULL
    parameter    INTEGER,               -- that parameter's number; NULL
    conjunct     INTEGER NOT NULL,      -- 1: a top-level AND part of the WHERE
    level        INTEGER NOT NULL       -- 0: bound in its own query; 1: in the query around it …
);

CREATE TABLE statement_output (         -- derived: result columns, of statements with one variant
    statement_id INTEGER NOT NULL,      -- statement.id
    position     INTEGER NOT NULL,      -- from 0
    name         TEXT,                  -- NULL unknown
    table_name   TEXT,                  -- base table; NULL
    column_name  TEXT,                  -- base column; NULL
    nullable     INTEGER,               -- 0: proved never to be NULL; 1: may be NULL; NULL unknown
    null_cause   TEXT                   -- nullable = 1: column | outer join | aggregate (of no rows) | subquery (of no rows) | NULL (as written) | NULLIF | window
);

CREATE TABLE statement_parameter (      -- derived: bound values
    statement_id INTEGER NOT NULL,      -- statement.id
    number       INTEGER NOT NULL,      -- from 1
    schema       TEXT,                  -- of the table; NULL
    table_name   TEXT,                  -- column it is compared with or assigned to; NULL
    column_name  TEXT,                  -- NULL
    type         TEXT,                  -- what the server takes it for, as format_type prints it; NULL not known
    use          TEXT,                  -- where set insert limit offset; NULL
    origin       TEXT NOT NULL,         -- path | query | body | header | cookie | session | constant | statement | parameter | local | unknown
    name         TEXT,                  -- name in the request, or source text
    origin_statement_id INTEGER,        -- origin = statement: the statement whose row it is from; NULL
    form         TEXT,                  -- what the value is where it is written: array (with elements; a list) tuple object string number; NULL not known
    narrowed     TEXT                   -- what the program does to the value on its way, in words: number (made one: NaN where it is none) | typed (made one of a type, or an error)
                                        -- | listed (compared with a list or pattern) | compared (in size, or the smaller of two) | handed (to a call that checks)
                                        -- | present (tested for being there, or replaced where it is not); NULL nothing that was seen
);

CREATE TABLE statement_parameter_value ( -- derived: constant texts that a bound value may be, of values compared with or assigned to a column
    statement_id INTEGER NOT NULL,      -- statement.id
    number       INTEGER NOT NULL,      -- statement_parameter.number
    value        TEXT NOT NULL,         -- the text
    whole        INTEGER NOT NULL,      -- 1: all of it; 0: what it begins with
    sole         INTEGER NOT NULL,      -- 1: it may be nothing else
    file_id      INTEGER,               -- where it is written; NULL
    line         INTEGER                -- where it is written; NULL
);

CREATE TABLE statement_placeholder (    -- derived: what looks like a placeholder in a statement's text and is none, or is one where it can hardly be meant
    statement_id INTEGER NOT NULL,      -- statement.id
    kind         TEXT NOT NULL,         -- foreign (of a style the driver does not read, where a value is due) | cut (:x::type, which SQLAlchemy leaves as it is) | percent (a % that is no placeholder, in a text
                                        -- that is searched for them) | operator (? as jsonb's operator, taken for a placeholder) | mixed (by name and by place) | quoted, commented (in a literal, a comment)
                                        -- | bare-list (IN $1) | list (IN ($1)) | sort-key (ORDER BY $1, GROUP BY $1) | table (FROM $1) | no-value (a name the call gives no value for) | unused (a value no text asks for)
    text         TEXT NOT NULL,         -- as written; unused: the name
    given        INTEGER,               -- by name: 1 the call gives a value, 0 it does not; of templates 1; NULL not known
    form         TEXT,                  -- of its value, as in statement_parameter; NULL not known
    complete     INTEGER NOT NULL,      -- 1: no other part of the text is unknown
    file_id      INTEGER NOT NULL,      -- where it is written
    line         INTEGER NOT NULL,      -- where it is written
    column       INTEGER NOT NULL       -- from 1, bytes
);

CREATE TABLE statement_trait (          -- derived: what a statement looks like, where that is a matter of opinion: no error of the server's
    statement_id INTEGER NOT NULL,      -- statement.id
    kind         TEXT NOT NULL,         -- star (SELECT * of a table, in the rows the statement gives) | returning-star | no-where (UPDATE or DELETE of all rows)
                                        -- | no-columns (INSERT without a list) | null-operand (= NULL) | nullable-not-in (NOT IN over a column that may be NULL)
                                        -- | leading-wildcard (LIKE '%…') | compared (with a constant: a column that a CHECK restricts)
    schema       TEXT NOT NULL,         -- of the table; '' none is concerned
    table_name   TEXT NOT NULL,         -- '' none
    column_name  TEXT NOT NULL,         -- '' none
    detail       TEXT NOT NULL,         -- the operator, update or delete, the pattern's start, the constant; ''
    complete     INTEGER NOT NULL,      -- 1: every text that has it is known in all its parts
    in_all       INTEGER NOT NULL,      -- 1: every variant has it
    file_id      INTEGER NOT NULL,      -- where it is written
    line         INTEGER NOT NULL,      -- where it is written
    column       INTEGER NOT NULL       -- from 1, bytes
);

CREATE TABLE statement_problem (        -- derived: what PostgreSQL would say, by our binder
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    code         TEXT NOT NULL,         -- syntax-error unknown-table unknown-column ambiguous-column captured-outer-column insert-missing-required null-into-not-null
                                        -- function-not-found operator-not-found type-mismatch unknown-type bad-literal group-by undetermined-parameter
                                        -- write-to-generated write-to-view literal-too-long literal-out-of-range on-conflict-without-unique locking-not-allowed
                                        -- check-violated window set-returning refused (by the server, for another reason)
    sqlstate     TEXT NOT NULL,         -- 42703 …; PL… for what the server does not report
    message      TEXT NOT NULL,         -- as PostgreSQL words it
    object       TEXT NOT NULL,         -- name concerned
    nearest      TEXT NOT NULL,         -- nearest existing name; '' none
    detail       TEXT NOT NULL,         -- '' none
    certain      INTEGER NOT NULL,      -- 1: nothing unknown could make it right
    in_all       INTEGER NOT NULL,      -- 1: every variant has it
    drift        INTEGER NOT NULL,      -- 1: only a running database has it; by what the tree declares the statement is right
    file_id      INTEGER NOT NULL,      -- where the offending name is written
    line         INTEGER NOT NULL,      -- where the offending name is written
    column       INTEGER NOT NULL       -- from 1, bytes
);

CREATE INDEX scan_target_call ON scan_target(call_id, position);
CREATE INDEX result_field_statement ON result_field(statement_id);
CREATE INDEX statement_result_statement ON statement_result(statement_id);
CREATE INDEX statement_call ON statement(call_id);
CREATE INDEX statement_function ON statement(function_id);
CREATE INDEX statement_table_statement ON statement_table(statement_id);
CREATE INDEX statement_table_name ON statement_table(name);
CREATE INDEX statement_column_statement ON statement_column(statement_id);
CREATE INDEX statement_parameter_statement ON statement_parameter(statement_id);
CREATE INDEX statement_trait_kind ON statement_trait(kind);
CREATE INDEX statement_parameter_value_statement ON statement_parameter_value(statement_id);
CREATE INDEX statement_problem_statement ON statement_problem(statement_id);
CREATE INDEX statement_placeholder_statement ON statement_placeholder(statement_id);
CREATE INDEX statement_hole_statement ON statement_hole(statement_id);
