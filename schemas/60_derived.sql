-- Facts made from facts: what is reachable from a route, what guards it, which test asks whether something is empty.

CREATE TABLE reach (                    -- functions that run on a request's way, one shortest way each
    route_id    INTEGER NOT NULL,       -- route.id
    function_id INTEGER NOT NULL,       -- function.id
    via_call_id INTEGER,                -- call that leads into it; NULL for the handler itself
    from_function_id INTEGER,           -- function that call stands in; NULL for the handler
    depth       INTEGER NOT NULL,       -- calls from the handler
    certain     INTEGER NOT NULL,       -- 1: every call on the way has exactly one candidate
    guarded     INTEGER NOT NULL,       -- 1: some call on every way to it stands in a try whose catch takes database errors and does not rethrow
    detached    INTEGER NOT NULL        -- 1: only reached through calls whose result nobody waits for
);

CREATE TABLE route_statement (          -- statements a route may send
    route_id     INTEGER NOT NULL,      -- route.id
    statement_id INTEGER NOT NULL,      -- statement.id
    depth        INTEGER NOT NULL,      -- calls from the handler
    certain      INTEGER NOT NULL,      -- 1: every call on the way has exactly one candidate
    guarded      INTEGER NOT NULL,      -- 1: caught on the way, or at the statement itself
    detached     INTEGER NOT NULL,      -- 1: nobody on the way waits for it
    witness_id   INTEGER NOT NULL       -- witness_step.witness_id: route → calls → statement → tables
);

CREATE TABLE statement_witness (        -- the way from a statement to the tables it names: for statements no route leads to
    statement_id INTEGER PRIMARY KEY,   -- statement.id
    witness_id   INTEGER NOT NULL       -- witness_step.witness_id
);

CREATE TABLE witness_step (             -- a path as shown to people
    witness_id INTEGER NOT NULL,        -- groups the steps
    position   INTEGER NOT NULL,        -- from 0
    file_id    INTEGER NOT NULL,        -- where
    line       INTEGER NOT NULL,        -- where
    text       TEXT NOT NULL            -- GET /calls · listCalls() · SELECT … FROM calls
);

CREATE TABLE loop_statement (           -- statements sent once for each row another statement gave: what they are made of comes from the loop's variable
    statement_id INTEGER NOT NULL,      -- statement.id: sent in the loop, or in functions called from there
    over_statement_id INTEGER NOT NULL, -- statement.id whose rows the loop runs over
    call_id      INTEGER,               -- the call in the loop: the statement's own, or the one that leads to it; NULL: reading an attribute sends it (an ORM's relationship)
    function_id  INTEGER NOT NULL,      -- function the loop's body stands in
    depth        INTEGER NOT NULL,      -- calls between the loop and the statement
    certain      INTEGER NOT NULL,      -- 1: no call with several candidates between the rows and the loop
    file_id      INTEGER NOT NULL,      -- where, in the loop
    line         INTEGER NOT NULL,      -- where, in the loop
    column       INTEGER NOT NULL       -- from 1, bytes
);

CREATE TABLE searched_text (            -- a constant text that something is searched for: error.message.includes('unique'), "unique" in str(error)
    function_id INTEGER NOT NULL,       -- function.id it is searched in
    value       TEXT NOT NULL           -- the text
);

CREATE TABLE catch_effect (             -- what a catch does with the error
    region_id  INTEGER NOT NULL,        -- region.id of the catch; Go: of the branch of if err != nil, where a statement's error may be in err
    takes_database_errors INTEGER NOT NULL, -- 1: untyped, or a type that database errors have
    action     TEXT NOT NULL,           -- respond | rethrow | next | value (returns something) | swallow (goes on)
    status     INTEGER,                 -- respond: HTTP status; rethrow as an HTTP error: its status; NULL
    logged     INTEGER NOT NULL         -- 1: the error is handed to some call that does not respond
);

CREATE TABLE caught_statement (         -- statements whose errors arrive in a catch: in its own try, or in functions called from there, at any depth
    region_id    INTEGER NOT NULL,      -- region.id of the catch
    statement_id INTEGER NOT NULL,      -- statement.id
    depth        INTEGER NOT NULL       -- calls between the try and the statement
);

CREATE TABLE statement_guard (          -- the innermost try around a statement that takes database errors, in its own function
    statement_id INTEGER PRIMARY KEY,   -- statement.id
    region_id    INTEGER,               -- region.id of the catch; NULL: .catch(…) or a second argument of .then
    action       TEXT NOT NULL,         -- catch_effect.action, or chained
    status       INTEGER                -- as in catch_effect
);

CREATE TABLE emptiness_test (           -- a test whether a statement gave nothing
    id           INTEGER PRIMARY KEY,   -- emptiness_test.id
    statement_id INTEGER NOT NULL,      -- the one statement the tested value comes from
    function_id  INTEGER NOT NULL,      -- function the test stands in
    region_id    INTEGER,               -- region that runs when it is empty; NULL: the rest of the function
    form         TEXT NOT NULL,         -- falsy | length | count | first | null | error (compared with the error for "no row")
    shape        TEXT NOT NULL,         -- rows | row | value | count: what is tested
    effective    INTEGER NOT NULL,      -- 1: can be true for an empty result; 0: never (![] in JavaScript)
    certain      INTEGER NOT NULL,      -- 1: no unresolved call between the statement and the test
    owner        TEXT,                  -- the statement is a relationship's load: where the row it is read from comes from, as statement_parameter.origin; NULL otherwise
    one_row      INTEGER NOT NULL,      -- 1: the function takes element 0 of what is tested: used as one row, not as a collection
    file_id      INTEGER NOT NULL,      -- where
    line         INTEGER NOT NULL       -- where
);

CREATE TABLE empty_exit (               -- an exit taken because a statement gave nothing
    test_id  INTEGER NOT NULL,          -- emptiness_test.id
    exit_id  INTEGER NOT NULL,          -- exit.id
    route_id INTEGER NOT NULL,          -- route.id it answers
    survives INTEGER NOT NULL,          -- 1: no catch on the way to the handler turns it into something else
    certain  INTEGER NOT NULL,          -- 1: every call on the way has exactly one candidate
    witness_id INTEGER NOT NULL,        -- witness_step.witness_id
    file_id  INTEGER NOT NULL,          -- where it is decided: of the exit; of the call that hands an error to the function which answers for it
    line     INTEGER NOT NULL           -- where it is decided
);

CREATE TABLE empty_use (                -- something is done with a row, or with a value of one, that fails when there is none; one for each statement and way in a function
    statement_id INTEGER NOT NULL,      -- the one statement it comes from
    function_id  INTEGER NOT NULL,      -- function it is done in
    absent       TEXT NOT NULL,         -- what is missing when the statement gave nothing: row | value (a column of its row is NULL)
    column       TEXT,                  -- value: name of that column of the result; NULL: by position
    position     INTEGER,               -- value: its position, from 0; NULL: by name
    how          TEXT NOT NULL,         -- member (a field, method or element is asked of it) | arithmetic | conversion (int(x)) | scan (into a variable that cannot be NULL)
                                        -- | entry (it is put into an object that is returned) | field (it is handed to a class by keyword)
    text         TEXT NOT NULL,         -- as written, shortened; scan: the variable's type; entry, field: its name there
    class_id     INTEGER,               -- field: class.id of that class
    tested       INTEGER NOT NULL,      -- 1: the function, or one the value comes through, tests it in some way
    caught       INTEGER NOT NULL,      -- 1: in a try that answers otherwise than by 500, or takes just this error
    certain      INTEGER NOT NULL,      -- 1: no call with several candidates on the way
    file_id      INTEGER NOT NULL,      -- where
    line         INTEGER NOT NULL       -- where
);

CREATE INDEX empty_use_statement ON empty_use(statement_id);
CREATE TABLE error_unread (             -- Go: a statement's error that is put into a variable, which gets another value before anybody looks at it
    call_id  INTEGER NOT NULL,          -- call.id that gave the error
    line     INTEGER NOT NULL           -- of the other value
);

CREATE TABLE null_list (                -- Go: a list that is nil, and null in JSON, when its statement gives no rows
    exit_id  INTEGER NOT NULL,          -- exit.id that sends it
    statement_id INTEGER NOT NULL,      -- statement.id
    file_id  INTEGER NOT NULL,          -- where it is declared
    line     INTEGER NOT NULL           -- where it is declared
);

CREATE INDEX reach_route ON reach(route_id, function_id);
CREATE INDEX reach_function ON reach(function_id);
CREATE INDEX route_statement_route ON route_statement(route_id);
CREATE INDEX route_statement_statement ON route_statement(statement_id);
CREATE INDEX witness_step_witness ON witness_step(witness_id);
CREATE INDEX loop_statement_statement ON loop_statement(statement_id);
CREATE INDEX caught_statement_statement ON caught_statement(statement_id);
CREATE INDEX caught_statement_region ON caught_statement(region_id);
CREATE INDEX catch_effect_region ON catch_effect(region_id);
CREATE INDEX emptiness_test_statement ON emptiness_test(statement_id);
CREATE INDEX emptiness_test_region ON emptiness_test(region_id);
CREATE INDEX empty_exit_test ON empty_exit(test_id);
