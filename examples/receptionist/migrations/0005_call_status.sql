-- Defect: the column has been there since 0002. The history cannot run on an empty database.
ALTER TABLE calls ADD COLUMN status text NOT NULL DEFAULT 'ringing';
CREATE INDEX calls_status_idx ON calls (status);
