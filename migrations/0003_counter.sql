-- What a database counted at the last audit, so that the next one can say what was not used between the two.

CREATE TABLE counter (
    kind   TEXT NOT NULL,               -- index scans
    object TEXT NOT NULL,               -- schema.table.index
    value  INTEGER NOT NULL,            -- at the last audit
    reset  TEXT NOT NULL,               -- since when the database had been counting then
    since  TEXT NOT NULL,               -- started_at of the first audit that found this value, as have all since
    run_id INTEGER NOT NULL,            -- run.id of the last audit that found it; the run may have been pruned
    PRIMARY KEY (kind, object)
) WITHOUT ROWID;
