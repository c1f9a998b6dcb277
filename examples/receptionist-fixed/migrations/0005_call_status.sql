CREATE INDEX calls_status_idx ON calls (status);
