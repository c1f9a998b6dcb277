-- What a server's planner says of statements: `audit --level plan` alone asks it. Generic plans: values are not known, as for a statement that is prepared once.

CREATE TABLE statement_plan (           -- one row per text that was asked about
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    cost         INTEGER,               -- of the whole statement, in the planner's own units; NULL: no plan
    rows         INTEGER,               -- it expects to give or change; NULL
    unchecked    TEXT                   -- why there is no plan; NULL: there is, or the statement cannot be planned (prepare_result)
);

CREATE TABLE plan_node (                -- a part of a plan that reads a table
    statement_id INTEGER NOT NULL,      -- statement.id
    variant      INTEGER NOT NULL,      -- statement_variant.variant
    node         TEXT NOT NULL,         -- as EXPLAIN names it: Seq Scan | Index Scan | Index Only Scan | Bitmap Heap Scan | …
    schema       TEXT NOT NULL,         -- of the table
    table_name   TEXT NOT NULL,         -- the table
    rows         INTEGER NOT NULL,      -- expected to leave the node
    table_rows   INTEGER,               -- the table has by the server's statistics; NULL never analysed
    filter       TEXT                   -- condition rows are thrown away by, as EXPLAIN prints it; NULL none
);
CREATE INDEX plan_node_statement ON plan_node(statement_id);
