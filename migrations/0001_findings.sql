-- The first shape of findings.db: runs, findings, and which run saw which finding.

CREATE TABLE root (                     -- one row: what this database is about
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    path TEXT NOT NULL                  -- absolute path of the audited root
);

CREATE TABLE run (                      -- one row per finished run
    id            INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice, so that what names a pruned run stays unambiguous
    started_at    TEXT NOT NULL,        -- UTC, ISO 8601
    duration_ms   INTEGER NOT NULL,     -- from start to verdict
    path          TEXT NOT NULL,        -- the audited root, as it was given
    command       TEXT NOT NULL,        -- check | audit | preflight | …
    version       TEXT NOT NULL,        -- of the program
    config_digest TEXT,                 -- of the configuration in force; NULL none
    exit_code     INTEGER NOT NULL,     -- what the command answered
    fresh         INTEGER NOT NULL,     -- findings open now and not before
    fixed         INTEGER NOT NULL,     -- findings open before, looked for, and gone
    still         INTEGER NOT NULL      -- findings open before and now
);

CREATE TABLE finding (                  -- one row per finding ever seen; texts and place are those of the last run that saw it
    fingerprint TEXT PRIMARY KEY,       -- 16 hexadecimal digits: rule, path, scope, subject, ordinal
    rule        TEXT NOT NULL,          -- rule id
    level       TEXT NOT NULL,          -- error | warning | note
    file        TEXT,                   -- path within the root; NULL: in no file
    line        INTEGER,                -- NULL: none
    "column"    INTEGER,                -- NULL: none
    object      TEXT,                   -- schema object or route; NULL
    subject     TEXT NOT NULL,          -- what is wrong, by name
    message     TEXT NOT NULL,          -- as it was printed
    state       TEXT NOT NULL CHECK (state IN ('open', 'fixed', 'suppressed', 'baseline')),
    first_run   INTEGER NOT NULL,       -- run.id that saw it first; the run may have been pruned
    last_run    INTEGER NOT NULL,       -- run.id that saw it last
    fixed_run   INTEGER                 -- run.id that no longer saw it; NULL unless fixed
) WITHOUT ROWID;

CREATE INDEX finding_state ON finding(state, rule);

CREATE TABLE finding_in_run (           -- which run saw which finding
    run_id      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, -- the run
    fingerprint TEXT NOT NULL,          -- the finding
    level       TEXT NOT NULL,          -- its level then
    line        INTEGER,                -- its line then; NULL
    state       TEXT NOT NULL,          -- its state then: open | suppressed | baseline
    PRIMARY KEY (run_id, fingerprint)
) WITHOUT ROWID;

CREATE INDEX finding_in_run_fingerprint ON finding_in_run(fingerprint);
