-- Neutral syntax, resolved over the whole program. No framework or driver is named here.
--
-- A value is described by: kind   string template number constant name member call function class object array other
--                          text   the source text of a name or literal, "a.b.c" for members; NULL for compound values
--                          value  its constant value where it folds to one, across files: text or number; NULL otherwise
--                          type   symbolic type: what it is, spelled from the package it came from: pg.Pool().query()
--                          origin call.id of the call that created it, in whatever file; NULL unknown
--                          entity function | class | instance | module | object | parameter | constant; NULL unknown
--                          entity_id   function.id, class.id, file.id, property.object_id, by entity
-- Spelling of types: X() is an instance of X (call, new, annotation, with-as); [] one element; f(fn)#1 the second parameter of a
-- function handed to f; class:7 a class of the program; await, casts and optional chaining are transparent.

CREATE TABLE class (                    -- a class of the program
    id          INTEGER PRIMARY KEY,    -- class.id; its type is spelled class:<id>
    file_id     INTEGER NOT NULL,       -- file.id
    name        TEXT NOT NULL,          -- as written
    function_id INTEGER,                -- function it is declared in; NULL at module level
    line        INTEGER NOT NULL,       -- of the class keyword
    end_line    INTEGER NOT NULL        -- last line
);

CREATE TABLE class_base (               -- what a class extends
    class_id      INTEGER NOT NULL,     -- class.id
    position      INTEGER NOT NULL,     -- from 0
    keyword       TEXT,                 -- metaclass=…: the keyword; NULL for plain bases
    text          TEXT,                 -- as written
    type          TEXT,                 -- symbolic type of the base: sqlalchemy.orm.DeclarativeBase
    base_class_id INTEGER               -- class.id when it is a class of the program
);

CREATE TABLE class_member (             -- a name asked of a class of the program itself that neither it nor the program's classes it extends define: Call.start_time
    class_id    INTEGER NOT NULL,       -- class.id
    name        TEXT NOT NULL,          -- as written
    file_id     INTEGER NOT NULL,       -- where it is asked
    function_id INTEGER NOT NULL,       -- where it is asked
    line        INTEGER NOT NULL,       -- where it is asked
    column      INTEGER NOT NULL        -- from 1, bytes
);

CREATE TABLE function (                 -- a function, method, lambda; and the module itself (name '<module>')
    id           INTEGER PRIMARY KEY,   -- function.id
    file_id      INTEGER NOT NULL,      -- file.id
    parent_id    INTEGER,               -- enclosing function; NULL for the module
    class_id     INTEGER,               -- class whose method it is; NULL
    name         TEXT NOT NULL,         -- own name or the name it is bound to; '' anonymous
    is_async     INTEGER NOT NULL,      -- 1: async
    is_generator INTEGER NOT NULL,      -- 1: yields
    line         INTEGER NOT NULL,      -- the def, not its decorators
    end_line     INTEGER NOT NULL       -- last line
);

CREATE TABLE parameter (                -- a declared parameter
    function_id     INTEGER NOT NULL,   -- function.id
    position        INTEGER NOT NULL,   -- from 0; Python's self counts
    name            TEXT NOT NULL,      -- '' for a destructuring pattern
    annotation      TEXT,               -- type annotation as written, short forms only; NULL
    annotation_type TEXT,               -- symbolic type of the annotation
    default_kind    TEXT,               -- kind of the default value; NULL: no default
    default_text    TEXT,               -- text of the default value
    default_call_id INTEGER,            -- call.id when the default is a call: Depends(…), Query(…); also from Annotated[T, Depends(…)]
    is_rest         INTEGER NOT NULL,   -- 1: …rest, *args, **kwargs
    type            TEXT                -- symbolic type of the parameter in the body
);

CREATE TABLE import (                   -- one imported name
    file_id        INTEGER NOT NULL,    -- file.id
    module         TEXT NOT NULL,       -- specifier as written
    package        TEXT,                -- package it resolves to when it leaves the tree: express, @scope/name, sqlalchemy.orm
    name           TEXT NOT NULL,       -- imported name; '*' the module itself; 'default'; '' side effect only
    local          TEXT NOT NULL,       -- local name; '' none
    target_file_id INTEGER,             -- file.id when it resolves inside the tree
    is_type_only   INTEGER NOT NULL,    -- 1: import type, or under TYPE_CHECKING
    line           INTEGER NOT NULL     -- where
);

CREATE TABLE export (                   -- a name a JavaScript file exports; of export { x } and export const x = … what x is
    file_id   INTEGER NOT NULL,         -- file.id
    name      TEXT NOT NULL,            -- exported name; 'default'; '=' for module.exports = …
    kind      TEXT,                     -- see the head of this file; NULL: re-exported from another file
    text      TEXT,                     -- see the head of this file
    value     TEXT,                     -- see the head of this file
    type      TEXT,                     -- see the head of this file
    origin    INTEGER,                  -- see the head of this file
    entity    TEXT,                     -- see the head of this file
    entity_id INTEGER,                  -- see the head of this file
    value_call_id INTEGER,              -- call.id when the value is a call
    line      INTEGER NOT NULL          -- where
);

CREATE TABLE call (                     -- a call, new expression or tagged template
    id              INTEGER PRIMARY KEY, -- call.id
    file_id         INTEGER NOT NULL,   -- file.id
    function_id     INTEGER NOT NULL,   -- function it stands in
    region_id       INTEGER,            -- innermost region; NULL: the function's body itself
    name            TEXT NOT NULL,      -- last name of the callee: query in pool.query(…)
    receiver        TEXT,               -- source text of the receiver, short forms only: pool, this.db
    receiver_call_id INTEGER,           -- call.id when the receiver is itself a call: a.b().c()
    receiver_type   TEXT,               -- symbolic type of the receiver
    receiver_origin INTEGER,            -- call.id that created the receiver
    receiver_class_id INTEGER,          -- class.id when the receiver is a member of a class of the program: User.query in User.query.all()
    callee          TEXT,               -- symbolic type of what is called: express.Router, pg.Pool().query
    result_type     TEXT,               -- symbolic type of the result
    result_origin   INTEGER,            -- call.id that created the result: itself, or a call inside the function called
    is_new          INTEGER NOT NULL,   -- 1: new X(…)
    is_tag          INTEGER NOT NULL,   -- 1: tag`…`
    settled         TEXT,               -- first thing done to the result: await return discard collected chained assigned argument test throw detached; NULL other
    use             TEXT,               -- what is done after the await, same words; dropped: Go, the last of its results (the error) is given to _
    argument_of     INTEGER,            -- call.id whose argument this call is, also inside an array or object literal
    line            INTEGER NOT NULL,   -- of the call's start
    column          INTEGER NOT NULL    -- from 1, bytes
);

CREATE TABLE argument (                 -- an argument of a call
    call_id   INTEGER NOT NULL,         -- call.id
    position  INTEGER NOT NULL,         -- from 0, keyword arguments counted on
    keyword   TEXT,                     -- name=…; NULL positional
    kind      TEXT NOT NULL,            -- see the head of this file
    text      TEXT,                     -- see the head of this file
    value     TEXT,                     -- see the head of this file
    type      TEXT,                     -- see the head of this file
    origin    INTEGER,                  -- see the head of this file
    entity    TEXT,                     -- see the head of this file
    entity_id INTEGER,                  -- see the head of this file
    value_call_id INTEGER,              -- call.id when the argument is a call (through await)
    is_spread INTEGER NOT NULL          -- 1: ...x, *x, **x
);

CREATE TABLE argument_turn (            -- an argument that changes from turn to turn of a loop over a literal list or dict: one row per turn
    call_id   INTEGER NOT NULL,         -- call.id
    position  INTEGER NOT NULL,         -- argument.position
    turn      INTEGER NOT NULL,         -- from 0
    kind      TEXT,                     -- see the head of this file
    text      TEXT,                     -- see the head of this file
    value     TEXT,                     -- see the head of this file
    type      TEXT,                     -- see the head of this file
    origin    INTEGER,                  -- see the head of this file
    entity    TEXT,                     -- see the head of this file
    entity_id INTEGER,                  -- see the head of this file
    value_call_id INTEGER               -- call.id when the value is a call
);

CREATE TABLE property (                 -- entries of object and array literals that are arguments, exported, returned or bound at module or class level
    object_id INTEGER NOT NULL,         -- id of the literal: argument.entity_id where entity = 'object'
    position  INTEGER NOT NULL,         -- from 0
    key       TEXT,                     -- NULL in arrays and for computed keys
    kind      TEXT NOT NULL,            -- see the head of this file
    text      TEXT,                     -- see the head of this file
    value     TEXT,                     -- see the head of this file
    type      TEXT,                     -- see the head of this file
    origin    INTEGER,                  -- see the head of this file
    entity    TEXT,                     -- see the head of this file
    entity_id INTEGER,                  -- see the head of this file
    value_call_id INTEGER,              -- call.id when the value is a call
    is_spread INTEGER NOT NULL,         -- 1: ...x
    line      INTEGER NOT NULL          -- where
);

CREATE TABLE binding (                  -- name = value at module or class level, and every assignment to a member (x.a = v)
    id           INTEGER PRIMARY KEY,   -- stable within one run only
    file_id      INTEGER NOT NULL,      -- file.id
    function_id  INTEGER NOT NULL,      -- function it stands in (the module's at module level)
    class_id     INTEGER,               -- class body it stands in; NULL
    region_id    INTEGER,               -- innermost region; NULL
    name         TEXT NOT NULL,         -- name, or the member assigned to
    how          TEXT NOT NULL,         -- const let var assign augment with each catch field member
    kind         TEXT,                  -- of the value; NULL: declared without one
    text         TEXT,                  -- see the head of this file
    value        TEXT,                  -- see the head of this file
    type         TEXT,                  -- see the head of this file
    origin       INTEGER,               -- see the head of this file
    entity       TEXT,                  -- see the head of this file
    entity_id    INTEGER,               -- see the head of this file
    value_call_id INTEGER,              -- call.id when the value is a call
    annotation   TEXT,                  -- type annotation as written
    annotation_type TEXT,               -- symbolic type of the annotation, type arguments left out
    annotation_argument TEXT,           -- as written, the first type argument: int in Mapped[int], "int | None" in Mapped[int | None]
    owner_type   TEXT,                  -- x in x.a = v: its symbolic type
    owner_origin INTEGER,               -- and the call that created it
    line         INTEGER NOT NULL       -- where
);

CREATE TABLE decorator (                -- @x on a function, a class, a parameter of a method, a field of a class
    target_kind TEXT NOT NULL,          -- function | class | parameter | field
    target_id   INTEGER NOT NULL,       -- function.id, class.id; of a parameter its function, of a field its class
    parameter   INTEGER,                -- parameter.position; NULL for the others
    field       TEXT,                   -- name of the field; NULL for the others
    position    INTEGER NOT NULL,       -- from 0, the outermost first
    call_id     INTEGER,                -- call.id when it is a call: @router.get('/x')
    text        TEXT,                   -- as written when it is a name
    type        TEXT,                   -- symbolic type
    entity      TEXT,                   -- see the head of this file
    entity_id   INTEGER,                -- see the head of this file
    line        INTEGER NOT NULL        -- where
);

CREATE TABLE region (                   -- statement regions other than a function's body; one tree per function
    id          INTEGER PRIMARY KEY,    -- region.id
    file_id     INTEGER NOT NULL,       -- file.id
    function_id INTEGER NOT NULL,       -- function.id
    parent_id   INTEGER,                -- enclosing region; NULL: directly in the function's body
    kind        TEXT NOT NULL,          -- try catch finally else_of_try then else case loop with condition class
    pair_id     INTEGER,                -- else → its then; catch, finally → their try
    leaves      TEXT,                   -- its end is never passed: return throw break; NULL otherwise
    line        INTEGER NOT NULL,       -- first line
    end_line    INTEGER NOT NULL,       -- last line
    type        TEXT,                   -- with: symbolic type of the context manager; NULL
    call_id     INTEGER                 -- with: call.id that makes it, where one stands there; NULL
);

CREATE TABLE region_test (              -- a comparison with a constant that decides whether a region runs: if (req.method === 'GET'), case 'GET':
    region_id INTEGER NOT NULL,         -- region.id: then, else or case
    type      TEXT,                     -- symbolic type of what is compared: next.ApiRequest().method
    text      TEXT,                     -- its source text, names and members only: req.method
    value     TEXT NOT NULL,            -- the constant
    holds     INTEGER NOT NULL,         -- 1: the region runs only when they are equal; 0: only when they differ
    any       INTEGER NOT NULL          -- 1: one of several of which one must be so (||, case 'A': case 'B':); 0: must be so
);

CREATE TABLE in_region (                -- closure of region.parent_id, itself included: rules do not recurse
    region_id   INTEGER NOT NULL,       -- region.id
    ancestor_id INTEGER NOT NULL,       -- region.id, the same or further out
    kind        TEXT NOT NULL           -- of the ancestor
);

CREATE TABLE catch_clause (             -- one caught type per row; a clause that catches everything has one row with type_text NULL
    region_id INTEGER NOT NULL,         -- region.id of the catch
    try_id    INTEGER NOT NULL,         -- region.id of its try
    name      TEXT,                     -- of the caught error; NULL
    type_text TEXT,                     -- type as written; NULL catches everything
    type      TEXT                      -- symbolic type
);

CREATE TABLE catch_use (                -- the caught error (or text made of it) is handed to a call, at any depth inside its arguments
    region_id INTEGER NOT NULL,         -- region.id of the catch; Go: of the branch of if err != nil
    call_id   INTEGER NOT NULL,         -- outermost call whose arguments hold it, within one statement
    how       TEXT NOT NULL,            -- object (the error itself) | message | text (str(e), `${e}`) | stack | detail | code
    line      INTEGER NOT NULL,         -- where
    answer_call_id INTEGER              -- Go: call.id inside a helper that sends it to the client, where call_id is a call of the helper; NULL
);

CREATE TABLE return (                   -- return, throw/raise, yield; an arrow function's expression body is a return
    file_id     INTEGER NOT NULL,       -- file.id
    function_id INTEGER NOT NULL,       -- function.id
    region_id   INTEGER,                -- innermost region; NULL
    how         TEXT NOT NULL,          -- return | throw | yield
    kind        TEXT,                   -- of the value; NULL: nothing
    text        TEXT,                   -- see the head of this file
    value       TEXT,                   -- see the head of this file
    type        TEXT,                   -- see the head of this file
    origin      INTEGER,                -- see the head of this file
    entity      TEXT,                   -- see the head of this file
    entity_id   INTEGER,                -- see the head of this file
    value_call_id INTEGER,              -- call.id when the value is a call
    object_id   INTEGER,                -- property.object_id of a struct written out: Go's return &T{…}, which is an instance; NULL
    line        INTEGER NOT NULL        -- where
);

CREATE TABLE type_alias (               -- written by the types half of packs, read while resolving
    path TEXT NOT NULL,                 -- a symbolic type: express.Router().get()
    type TEXT NOT NULL,                 -- what it is to be called; '#0' the type of argument 0, '#0()' the result of calling argument 0
    same INTEGER NOT NULL               -- 1: the call returns its receiver (same origin)
);

CREATE TABLE library_constant (         -- written by the types half of packs: constants a library exports
    path  TEXT NOT NULL,                -- fastapi.status.HTTP_404_NOT_FOUND
    value TEXT NOT NULL                 -- 404
);

CREATE TABLE template_part (            -- written by the types half of packs: what values of a type are in a tagged template; other values are bound
    path TEXT NOT NULL,                 -- symbolic type: postgres.Sql()()
    part TEXT NOT NULL                  -- text (a template itself: its text) | name (an identifier) | columns (a list made of an object's keys) | unknown
);

CREATE TABLE text_helper (              -- written by the types half of packs: what a function leaves of a text that goes into a statement
    path   TEXT NOT NULL,               -- symbolic type of the callee: pg-format.ident, drizzle-orm.sql.raw
    effect TEXT NOT NULL                -- quotes (an identifier or literal: safe) | passes (its first argument, as it is)
);

CREATE TABLE value_shape (              -- written by the types half of packs: what values of a type are to an emptiness test
    path  TEXT NOT NULL,                -- symbolic type: pg.Result().rows
    shape TEXT NOT NULL                 -- rows (list) | row (one row, null when none) | value (one value, null when none) | count (number of rows) | result (never empty)
                                        -- | no_row (the error for "no row", or a call that asks whether its argument is that) | row_error (an error, which is that one when there is none) | rows_error (an error that never is)
);

CREATE TABLE query_step (               -- written by the types half of packs: what a call does to a query that is made by a chain of calls
    path     TEXT NOT NULL,             -- symbolic type of what is called: sqlalchemy.Query().filter; of a value where a chain may begin without a call: django.QuerySet();
                                        -- of an entry of an object handed over: prisma.Model().findMany{where}
    effect   TEXT NOT NULL,             -- root (the chain begins; more among its arguments than the model gives other rows) | same (neither which rows nor how many)
                                        -- | where (arguments are conditions) | equals (attribute = value, by keyword or key of an object) | compare (attribute, operator, value; or attribute, value)
                                        -- | restrict (fewer rows, not known which) | key (by the primary key) | limit | group (rows of another kind) | join | order (arguments are attributes)
                                        -- | set (attribute = value: what is written) | options (entries of an object are steps) | argument (the query is an argument)
    position INTEGER,                   -- argument.position the effect speaks of; NULL: all
    takes    TEXT                       -- the call sends what the chain asks for, and gives: all | first (one row at most is asked for) | count; NULL: it sends nothing
);

CREATE TABLE query_condition (          -- written by the types half of packs: what a call or a name in a condition means
    path     TEXT NOT NULL,             -- symbolic type of a function: sqlalchemy.and_; or model.framework, a colon, and the name of a method of a mapped
                                        -- attribute, the last part of a key (status__in), or the key of an object: sqlalchemy:in_, django:in, prisma:contains
    operator TEXT NOT NULL              -- and (all its arguments must be so) | = | <> | < | > | <= | >= | in | like | is
);

CREATE TABLE error_channel (            -- written by the types half of packs: calling it hands an error to the framework
    path TEXT NOT NULL                  -- symbolic type of the callee: express.next
);

CREATE TABLE call_shape (               -- written by packs: the shape of what one call gives, where its type does not tell
    call_id INTEGER PRIMARY KEY,        -- call.id
    shape   TEXT NOT NULL               -- as in value_shape
);

CREATE TABLE request_part (             -- written by the types half of packs: what part of a request a value is
    path   TEXT NOT NULL,               -- symbolic type: express.Request().params
    origin TEXT NOT NULL,               -- path | query | body | header | cookie | session
    typed  INTEGER NOT NULL DEFAULT 0   -- 1: what it gives is of a type, an error where the text is none: ParamsInt()
);

CREATE TABLE call_target (              -- functions of the program that a call may run
    call_id     INTEGER NOT NULL,       -- call.id
    function_id INTEGER NOT NULL,       -- function.id
    how         TEXT NOT NULL,          -- name | member | method | constructor | callback | depends | dispatch (kept for the type of an argument)
    candidates  INTEGER NOT NULL        -- how many functions the call may run: rules speak at error level only where it is 1
);

CREATE VIEW unresolved AS               -- calls on values of a known type that go nowhere we know
    SELECT id AS call_id, file_id, line, name, receiver_type FROM call
    WHERE receiver_type IS NULL AND id NOT IN (SELECT call_id FROM call_target);

CREATE VIEW callable_argument AS        -- functions handed to a call: directly, wrapped in a call (once or twice), or inside an array
    SELECT a.call_id, a.position, a.entity_id AS function_id, NULL AS wrapper_call_id FROM argument a
    WHERE a.entity = 'function' AND NOT EXISTS (SELECT 1 FROM argument w WHERE w.call_id = a.value_call_id AND (w.entity = 'function'
        OR EXISTS (SELECT 1 FROM argument v WHERE v.call_id = w.value_call_id AND v.entity = 'function')))
    UNION ALL
    SELECT a.call_id, a.position, w.entity_id, w.call_id FROM argument a JOIN argument w ON w.call_id = a.value_call_id AND w.entity = 'function'
    WHERE NOT EXISTS (SELECT 1 FROM argument v WHERE v.call_id = w.value_call_id AND v.entity = 'function')
    UNION ALL
    SELECT a.call_id, a.position, v.entity_id, w.call_id FROM argument a JOIN argument w ON w.call_id = a.value_call_id
        JOIN argument v ON v.call_id = w.value_call_id AND v.entity = 'function'
    UNION ALL
    SELECT a.call_id, a.position, p.entity_id, NULL FROM argument a JOIN property p ON p.object_id = a.entity_id AND p.entity = 'function'
    WHERE a.entity = 'object' AND a.kind = 'array';

CREATE VIEW last_callable AS            -- the last function handed to a call: the handler of a registration
    SELECT call_id, function_id, wrapper_call_id, max(position) AS position FROM callable_argument GROUP BY call_id;

CREATE VIEW callable_export AS          -- functions a file exports: as they are, or given to a call (once or twice) whose result is exported
    SELECT e.file_id, e.name, e.line, e.entity_id AS function_id, NULL AS wrapper_call_id FROM export e
    WHERE e.entity = 'function' AND NOT EXISTS (SELECT 1 FROM callable_argument a WHERE a.call_id = e.value_call_id)
    UNION ALL
    SELECT e.file_id, e.name, e.line, a.function_id, e.value_call_id FROM export e JOIN last_callable a ON a.call_id = e.value_call_id;

CREATE INDEX call_receiver_type ON call(receiver_type, name);
CREATE INDEX call_callee ON call(callee);
CREATE INDEX call_result_type ON call(result_type);
CREATE INDEX call_function ON call(function_id);
CREATE INDEX argument_call ON argument(call_id, position);
CREATE INDEX argument_turn_call ON argument_turn(call_id, position);
CREATE INDEX argument_type ON argument(type);
CREATE INDEX property_object ON property(object_id, key);
CREATE INDEX binding_class ON binding(class_id);
CREATE INDEX binding_type ON binding(type);
CREATE INDEX decorator_call ON decorator(call_id);
CREATE INDEX decorator_target ON decorator(target_id);
CREATE INDEX parameter_function ON parameter(function_id, position);
CREATE INDEX region_function ON region(function_id);
CREATE INDEX region_pair ON region(pair_id);
CREATE INDEX in_region_region ON in_region(region_id);
CREATE INDEX in_region_ancestor ON in_region(ancestor_id);
CREATE INDEX catch_clause_region ON catch_clause(region_id);
CREATE INDEX catch_clause_try ON catch_clause(try_id);
CREATE INDEX catch_use_region ON catch_use(region_id);
CREATE INDEX catch_use_call ON catch_use(call_id);
CREATE INDEX return_function ON return(function_id);
CREATE INDEX return_type ON return(type);
CREATE INDEX call_target_call ON call_target(call_id);
CREATE INDEX call_target_function ON call_target(function_id);
CREATE INDEX class_member_class ON class_member(class_id);
CREATE INDEX class_base_class ON class_base(class_id);
CREATE INDEX export_file ON export(file_id, name);
CREATE INDEX region_test_region ON region_test(region_id);
CREATE INDEX import_file ON import(file_id);
CREATE INDEX import_package ON import(package);
