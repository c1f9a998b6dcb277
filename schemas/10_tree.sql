-- The tree that was audited: its files, the applications in it, what was looked at and what was not.

CREATE TABLE file (                     -- one row per file that any stage read or declined to read
    id           INTEGER PRIMARY KEY,   -- stable within one run only
    path         TEXT NOT NULL,         -- relative to the audited root, '/' separated
    language     TEXT,                  -- javascript | python | sql | json | …; NULL: not a language we read
    role         TEXT NOT NULL,         -- source | test | migration | example | generated. Objects made in test files are no apps and mount nothing
    parsed       INTEGER NOT NULL,      -- 1: syntax facts exist; 0: left out by the prefilter, or not source code
    parse_errors INTEGER NOT NULL       -- number of places the grammar did not understand; facts around them still exist
);

CREATE TABLE app (                      -- a deployable application: a package manifest, and the frameworks found under it
    id        INTEGER PRIMARY KEY,      -- stable within one run only
    framework TEXT NOT NULL,            -- as in registration.framework
    major     INTEGER,                  -- major version of the framework as the manifest asks for it; NULL unknown
    root      TEXT NOT NULL,            -- folder of the manifest; '' is the audited root
    file_id   INTEGER                   -- the manifest: package.json, pyproject.toml, requirements.txt
);

CREATE TABLE dependency (               -- what package manifests ask for
    file_id INTEGER NOT NULL,           -- the manifest
    root    TEXT NOT NULL,              -- folder of the manifest; '' is the audited root
    ecosystem TEXT NOT NULL,            -- npm | pypi
    name    TEXT NOT NULL,              -- package name, pypi names in lower case with '-' for '_'
    version TEXT,                       -- requirement as written: ^4.18.2
    major   INTEGER                     -- lowest major version it allows; NULL unknown
);

CREATE TABLE coverage (                 -- what was analysed and what was not: a rule's `needs` are checked against it, every run prints it
    domain  TEXT NOT NULL,              -- files | routes | statements | schema | packs | calls | live (a database or snapshot) | statistics, sequences, settings, roles, sessions, locks (its state) | old_code, new_code (two versions of a program) | plan (a server's planner was asked) | binder (where a server differs)
    object  TEXT,                       -- what it is about: a path, a call, a source of schema
    state   TEXT NOT NULL,              -- ok | partial | skipped | unchecked
    reason  TEXT,                       -- why it is not ok, in words that count well when grouped
    file_id INTEGER,                    -- where; NULL
    line    INTEGER                     -- where; NULL
);

CREATE TABLE suppression (              -- a comment plumbline-ignore <rule>: <reason>
    id          INTEGER PRIMARY KEY,    -- stable within one run only
    file_id     INTEGER NOT NULL,       -- where the comment stands
    line        INTEGER NOT NULL,       -- line of the comment
    covers_line INTEGER NOT NULL,       -- line whose findings it silences
    rule        TEXT NOT NULL,          -- rule id, or group/*
    reason      TEXT NOT NULL           -- '' when none was given: itself a finding
);

CREATE TABLE suppression_result (       -- written when all rules but group meta have run
    suppression_id INTEGER PRIMARY KEY, -- suppression.id
    rule_known     INTEGER NOT NULL,    -- 1: names an existing rule or group
    used           INTEGER NOT NULL     -- 1: silenced at least one finding
);

CREATE TABLE setting (                  -- what the configuration says of the code, for packs and rules
    key   TEXT NOT NULL,                -- principal_table | session | wrapper | not_found
    value TEXT NOT NULL,                -- as written; of a wrapper or helper the function: file#name
    detail TEXT                         -- wrapper: guards | none; not_found: the status
);
