-- What a run has to carry to be sent to a store shared by many: a name of its own, and what the program asked of which tables.

ALTER TABLE run ADD COLUMN uid TEXT;    -- 32 hexadecimal digits, random: the run's name everywhere
UPDATE run SET uid = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX run_uid ON run(uid);
ALTER TABLE run ADD COLUMN commit_id TEXT;      -- the repository was at; NULL not known
ALTER TABLE run ADD COLUMN routes INTEGER;      -- found; NULL not recorded
ALTER TABLE run ADD COLUMN statements INTEGER;  -- found; NULL not recorded
ALTER TABLE run ADD COLUMN checked INTEGER;     -- statements that could be judged; NULL not recorded

CREATE TABLE run_use (                  -- tables and columns the statements of a run name; kept of the newest runs
    run_id      INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE, -- the run
    "schema"    TEXT NOT NULL,          -- '' where no known schema has the table
    "table"     TEXT NOT NULL,          -- as stored
    "column"    TEXT NOT NULL,          -- '' the table itself
    role        TEXT NOT NULL,          -- of the table: read | insert | update | delete | …; of a column: read | write
    statements  INTEGER NOT NULL,       -- that do so
    routes      INTEGER NOT NULL,       -- that send one of them
    route       TEXT,                   -- one of these; NULL none
    PRIMARY KEY (run_id, "schema", "table", "column", role)
) WITHOUT ROWID;
