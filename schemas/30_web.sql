-- The web: what packs say frameworks mean, and the routes assembled from it.

CREATE TABLE web_object (               -- written by packs: an application, router or blueprint
    call_id   INTEGER PRIMARY KEY,      -- call.id that created it: its identity in every file
    framework TEXT NOT NULL,            -- express | fastapi | …
    kind      TEXT NOT NULL,            -- app | router
    prefix    TEXT,                     -- its own prefix; '' none; NULL not known
    style     TEXT NOT NULL             -- how prefixes join: slash ('/a' + '/b', doubled slashes folded) | plain (text is put together as it is)
);

CREATE TABLE registration (             -- written by packs: a handler registered on a web object
    id             INTEGER PRIMARY KEY, -- registration.id
    framework      TEXT NOT NULL,       -- as in web_object
    object_call_id INTEGER,             -- web_object.call_id; NULL: not known what it was registered on
    method         TEXT NOT NULL,       -- GET POST … ; ALL any method; WS websocket
    path           TEXT,                -- as registered, without prefixes; NULL not known
    whole          INTEGER NOT NULL DEFAULT 0, -- 1: the path is complete and there is no object: a router made of folders
    function_id    INTEGER,             -- the handler; NULL not resolved
    wrapper_call_id INTEGER,            -- call.id that wraps the handler: get('/', guarded(list)); NULL
    method_position INTEGER,            -- argument.position of call_id that holds the method; NULL: the callee's name says it. The three positions let a registrar of
                                        -- the program, whose parameters they are, be followed to its callers
    path_position   INTEGER,            -- argument.position that holds the path; NULL unknown
    handler_position INTEGER,           -- argument.position that holds the handler; NULL unknown
    call_id        INTEGER,             -- the registering call
    file_id        INTEGER NOT NULL,    -- where
    line           INTEGER NOT NULL     -- where: the registering call in Express, the def in Python
);

CREATE TABLE registration_except (      -- written by packs: parts of a handler that do not run for a registration: one function for several methods
    registration_id INTEGER NOT NULL,   -- registration.id
    region_id       INTEGER NOT NULL    -- region.id in the handler
);

CREATE TABLE framework_package (        -- written by packs: packages by which manifests ask for a framework whose name is not its package's
    framework TEXT NOT NULL,            -- as in web_object
    package   TEXT NOT NULL             -- dependency.name
);

CREATE TABLE framework_order (          -- written by packs: frameworks that ask the routes of an object in the order they were registered; the first that matches answers
    framework TEXT NOT NULL             -- as in web_object
);

CREATE TABLE mount (                    -- written by packs: a web object reachable under another
    framework      TEXT NOT NULL,       -- as in web_object
    parent_call_id INTEGER,             -- web_object.call_id it is mounted on
    prefix         TEXT,                -- NULL: not known
    child_call_id  INTEGER,             -- web_object.call_id mounted; NULL: not known (a loop over a registry)
    call_id        INTEGER NOT NULL,    -- the mounting call
    file_id        INTEGER NOT NULL,    -- where
    line           INTEGER NOT NULL     -- where
);

CREATE TABLE middleware (               -- written by packs: what runs before handlers
    object_call_id INTEGER,             -- web_object.call_id it is used on
    registration_id INTEGER,            -- registration.id when it is given with one route: its function runs on that route's way; NULL
    prefix         TEXT,                -- only under this path; NULL everywhere
    position       INTEGER NOT NULL,    -- the order of use: call.id of the call that uses it; of one route's own, its place among the arguments
    function_id    INTEGER,             -- function.id when it is one of the program's
    type           TEXT                 -- symbolic type otherwise
);

CREATE TABLE boundary (                 -- written by packs: what catches an error that leaves a handler
    framework      TEXT NOT NULL,       -- as in web_object
    kind           TEXT NOT NULL,       -- async_patch | error_handler | exception_handler | process_listener | wrapper | recover (of a panic, Go)
    object_call_id INTEGER,             -- web_object.call_id it belongs to; NULL: the whole application
    error_type     TEXT,                -- '*' or the type it catches
    function_id    INTEGER,             -- the handler function; NULL
    file_id        INTEGER NOT NULL,    -- where
    line           INTEGER NOT NULL     -- where
);

CREATE TABLE exit (                     -- written by packs: a way out of a handler
    id          INTEGER PRIMARY KEY,    -- exit.id
    framework   TEXT NOT NULL,          -- as in web_object
    function_id INTEGER NOT NULL,       -- function it stands in
    region_id   INTEGER,                -- innermost region; NULL
    call_id     INTEGER,                -- call.id that responds or makes the error
    kind        TEXT NOT NULL,          -- respond | throw
    status      INTEGER,                -- HTTP status; NULL not known
    error_type  TEXT,                   -- throw: type of the error
    body_kind   TEXT,                   -- kind of the body value: object array string file none …; NULL not known
    media       TEXT,                   -- json | file | html | text | redirect; NULL not known
    file_id     INTEGER NOT NULL,       -- where
    line        INTEGER NOT NULL        -- where
);

CREATE TABLE stated_response (          -- written by packs, and by the reader of OpenAPI documents: what the program itself says a route answers
    registration_id INTEGER,            -- registration.id; NULL: said by method and path, in a document
    method  TEXT,                       -- GET …; NULL with registration_id
    base    TEXT,                       -- path of the document's first server, '' none; NULL with registration_id
    path    TEXT,                       -- as the document has it: /calls/{id}; NULL with registration_id
    status  INTEGER,                    -- HTTP status; NULL: any other
    body    TEXT,                       -- list | object | none; NULL not said
    media   TEXT,                       -- as in exit; NULL not said
    source  TEXT NOT NULL,              -- openapi | response_model | schema | decorator
    file_id INTEGER NOT NULL,           -- where
    line    INTEGER NOT NULL            -- where
);

CREATE TABLE route_response (           -- derived: stated_response of each route; a document's by the same method and path, or by the end of the path where only one route has it
    route_id INTEGER NOT NULL,          -- route.id
    status   INTEGER,                   -- as in stated_response
    body     TEXT,                      -- as in stated_response
    media    TEXT,                      -- as in stated_response
    source   TEXT NOT NULL,             -- as in stated_response
    file_id  INTEGER NOT NULL,          -- where
    line     INTEGER NOT NULL           -- where
);

CREATE TABLE parameter_origin (         -- written by packs: a handler's parameter comes from the request
    function_id INTEGER NOT NULL,       -- function.id
    position    INTEGER NOT NULL,       -- parameter.position
    origin      TEXT NOT NULL,          -- path | query | body | header | cookie | session | dependency
    name        TEXT                    -- name in the request
);

CREATE TABLE request_check (            -- somebody looks at a part of the request before it is used
    registration_id INTEGER,            -- written by packs: registration.id whose declaration does it (a schema, a pipe); NULL
    function_id     INTEGER,            -- function.id it is done for (a declared type of its parameter, by packs) or in (a test, derived); NULL
    part            TEXT NOT NULL,      -- path | query | body
    name            TEXT,               -- name in the request; NULL: all of the part
    how             TEXT NOT NULL       -- declared (a type, a schema, a pipe) | computed (asked for by a computed name: what is done to it is not known) | as statement_parameter.narrowed
);

CREATE TABLE framework_effect (         -- written by packs: what an error that leaves a handler does, by framework and version
    framework   TEXT NOT NULL,          -- as in web_object
    major_from  INTEGER NOT NULL,       -- first major version it is true for
    major_to    INTEGER NOT NULL,       -- last
    async       INTEGER NOT NULL,       -- 1: of an async handler; 0: of a sync one
    unless      TEXT,                   -- boundary.kind that prevents it; NULL nothing
    verdict     TEXT NOT NULL,          -- crash | hang | leak | clean
    detail      TEXT NOT NULL           -- one sentence
);

CREATE TABLE route (                    -- derived: registration × mounts
    id              INTEGER PRIMARY KEY, -- route.id
    registration_id INTEGER NOT NULL,   -- registration.id
    framework       TEXT NOT NULL,      -- as in web_object
    app_call_id     INTEGER,            -- web_object.call_id of the application it is reached through; NULL: prefix not known
    app_id          INTEGER,            -- app.id; NULL unknown
    method          TEXT NOT NULL,      -- as registered
    path            TEXT NOT NULL,      -- full path; starts with '…' when the prefix is not known
    prefix_known    INTEGER NOT NULL,   -- 0: the object it is registered on is mounted in a way we could not follow
    function_id     INTEGER,            -- the handler
    file_id         INTEGER NOT NULL,   -- of the registration
    line            INTEGER NOT NULL    -- of the registration
);

CREATE TABLE route_middleware (         -- derived: functions of the program that run before a route's handler, because its registration, its router or the application says so
    route_id    INTEGER NOT NULL,       -- route.id
    function_id INTEGER NOT NULL,       -- function.id
    call_id     INTEGER,                -- call.id that says so
    certain     INTEGER NOT NULL        -- 1: used before the route is registered, in the same file or by the registration itself; 0: in another file, or on one of several ways
);

CREATE TABLE route_parameter (          -- derived: parameters in a route's path
    route_id INTEGER NOT NULL,          -- route.id
    position INTEGER NOT NULL,          -- index of the path segment, from 0
    name     TEXT NOT NULL,             -- without its marks
    is_tail  INTEGER NOT NULL,          -- 1: last segment
    pattern  TEXT                       -- what the path itself leaves of it, as written: int of <int:id>, \d+) of :id(\d+); NULL anything
);

CREATE INDEX route_response_route ON route_response(route_id);
CREATE INDEX route_middleware_route ON route_middleware(route_id);
CREATE INDEX registration_object ON registration(object_call_id);
CREATE INDEX registration_function ON registration(function_id);
CREATE INDEX registration_except_registration ON registration_except(registration_id);
CREATE INDEX mount_child ON mount(child_call_id);
CREATE INDEX exit_function ON exit(function_id);
CREATE INDEX exit_region ON exit(region_id);
CREATE INDEX exit_call ON exit(call_id);
CREATE INDEX request_check_function ON request_check(function_id);
CREATE INDEX request_check_registration ON request_check(registration_id);
CREATE INDEX parameter_origin_function ON parameter_origin(function_id);

CREATE TABLE implied_call (             -- written by packs: the framework runs a function before or around another, without a call in the source
    function_id        INTEGER NOT NULL, -- function.id it is run for
    target_function_id INTEGER NOT NULL, -- function.id that runs
    call_id            INTEGER,         -- call.id that says so: Depends(…)
    how                TEXT NOT NULL    -- depends | middleware
);

CREATE TABLE implied_statement (        -- written by packs: the framework sends a statement for a registration that has no handler of the program's own
    registration_id INTEGER NOT NULL,   -- registration.id
    call_id         INTEGER NOT NULL    -- statement_site.call_id
);

CREATE INDEX implied_call_function ON implied_call(function_id);
CREATE INDEX implied_call_target ON implied_call(target_function_id);
