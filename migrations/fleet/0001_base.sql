-- The store that many runs are sent to, by `plumbline push`, in PostgreSQL. Who sends needs INSERT on run, finding and use, and SELECT on schema_version.
-- Names here are read by people's queries: they keep their meaning.

CREATE TABLE plumbline.run (
    uid         uuid PRIMARY KEY,
    service     text NOT NULL,
    command     text NOT NULL,
    started_at  timestamptz NOT NULL,
    duration_ms bigint NOT NULL,
    version     text NOT NULL,
    target      text,
    commit_id   text,
    exit_code   integer NOT NULL,
    fresh       integer NOT NULL,
    fixed       integer NOT NULL,
    still       integer NOT NULL,
    routes      integer,
    statements  integer,
    checked     integer,
    pushed_at   timestamptz NOT NULL DEFAULT now(),
    pushed_by   text NOT NULL DEFAULT current_user
);
COMMENT ON TABLE plumbline.run IS 'One row per run of plumbline that was sent';
COMMENT ON COLUMN plumbline.run.uid IS 'Made by the run itself: a run that is sent twice is one run';
COMMENT ON COLUMN plumbline.run.service IS '--service, the configuration''s service, the name of the git remote, or the folder''s name';
COMMENT ON COLUMN plumbline.run.command IS 'check | audit';
COMMENT ON COLUMN plumbline.run.started_at IS 'By the clock of the machine that ran it';
COMMENT ON COLUMN plumbline.run.version IS 'Of plumbline';
COMMENT ON COLUMN plumbline.run.target IS 'audit: host:port/database; NULL otherwise';
COMMENT ON COLUMN plumbline.run.commit_id IS 'Commit the repository was at; NULL not known. The work tree may have differed from it';
COMMENT ON COLUMN plumbline.run.fresh IS 'Findings that were new to that machine''s history';
COMMENT ON COLUMN plumbline.run.routes IS 'Found; NULL not recorded';
COMMENT ON COLUMN plumbline.run.statements IS 'Found; NULL not recorded';
COMMENT ON COLUMN plumbline.run.checked IS 'Statements that could be judged; NULL not recorded';

CREATE INDEX run_newest ON plumbline.run (service, command, started_at DESC);
CREATE INDEX run_started ON plumbline.run (started_at);

CREATE TABLE plumbline.finding (
    run_uid     uuid NOT NULL REFERENCES plumbline.run ON DELETE CASCADE,
    fingerprint text NOT NULL,
    service     text NOT NULL,
    seen_at     timestamptz NOT NULL,
    rule        text NOT NULL,
    level       text NOT NULL,
    state       text NOT NULL,
    file        text,
    line        integer,
    object      text,
    message     text NOT NULL,
    PRIMARY KEY (run_uid, fingerprint)
);
COMMENT ON TABLE plumbline.finding IS 'What a run found';
COMMENT ON COLUMN plumbline.finding.fingerprint IS 'Stays the same from run to run and from machine to machine, whatever line the code moves to';
COMMENT ON COLUMN plumbline.finding.service IS 'run.service';
COMMENT ON COLUMN plumbline.finding.seen_at IS 'run.started_at';
COMMENT ON COLUMN plumbline.finding.level IS 'error | warning | note';
COMMENT ON COLUMN plumbline.finding.state IS 'open | suppressed | baseline';
COMMENT ON COLUMN plumbline.finding.file IS 'Path within the audited folder; NULL: in no file';
COMMENT ON COLUMN plumbline.finding.object IS 'Schema object or route; NULL';

CREATE INDEX finding_first ON plumbline.finding (service, fingerprint, seen_at);
CREATE INDEX finding_rule ON plumbline.finding (rule, seen_at);

CREATE TABLE plumbline.use (
    run_uid     uuid NOT NULL REFERENCES plumbline.run ON DELETE CASCADE,
    schema_name text NOT NULL,
    table_name  text NOT NULL,
    column_name text NOT NULL,
    role        text NOT NULL,
    statements  integer NOT NULL,
    routes      integer NOT NULL,
    route       text,
    PRIMARY KEY (run_uid, schema_name, table_name, column_name, role)
);
COMMENT ON TABLE plumbline.use IS 'Tables and columns the statements of a run name';
COMMENT ON COLUMN plumbline.use.schema_name IS 'Empty where no known schema has the table';
COMMENT ON COLUMN plumbline.use.column_name IS 'Empty: the table itself';
COMMENT ON COLUMN plumbline.use.role IS 'Of a table: read | insert | update | delete | merge | truncate | lock; of a column: read | write';
COMMENT ON COLUMN plumbline.use.statements IS 'How many do so';
COMMENT ON COLUMN plumbline.use.routes IS 'How many send one of them';
COMMENT ON COLUMN plumbline.use.route IS 'One of these; NULL none';

CREATE INDEX use_table ON plumbline.use (table_name, column_name, schema_name);

CREATE VIEW plumbline.newest_run AS
    SELECT DISTINCT ON (service, command, target) * FROM plumbline.run ORDER BY service, command, target, started_at DESC, uid;
COMMENT ON VIEW plumbline.newest_run IS 'The newest run of each service, of each command and database by itself';

CREATE VIEW plumbline.table_use AS
    SELECT r.service, u.schema_name, u.table_name, u.role, max(u.statements) AS statements, max(u.routes) AS routes, min(u.route) AS route, max(r.started_at) AS as_of
    FROM plumbline.use u JOIN plumbline.newest_run r ON r.uid = u.run_uid
    WHERE u.column_name = ''
    GROUP BY r.service, u.schema_name, u.table_name, u.role;
COMMENT ON VIEW plumbline.table_use IS 'Which service reads or writes which table, by its newest runs';

CREATE VIEW plumbline.column_use AS
    SELECT r.service, u.schema_name, u.table_name, u.column_name, u.role, max(u.statements) AS statements, max(u.routes) AS routes, min(u.route) AS route, max(r.started_at) AS as_of
    FROM plumbline.use u JOIN plumbline.newest_run r ON r.uid = u.run_uid
    WHERE u.column_name <> ''
    GROUP BY r.service, u.schema_name, u.table_name, u.column_name, u.role;
COMMENT ON VIEW plumbline.column_use IS 'The same of columns';

CREATE VIEW plumbline.open_finding AS
    SELECT f.*, (SELECT min(o.seen_at) FROM plumbline.finding o WHERE o.service = f.service AND o.fingerprint = f.fingerprint) AS first_seen,
        (SELECT min(a.started_at) FROM plumbline.run a WHERE a.service = f.service AND a.command = r.command) AS service_since
    FROM plumbline.finding f JOIN plumbline.newest_run r ON r.uid = f.run_uid
    WHERE f.state = 'open';
COMMENT ON VIEW plumbline.open_finding IS 'What the newest runs found; first_seen: in any run of the service; service_since: its first run';

CREATE VIEW plumbline.new_finding AS
    SELECT * FROM plumbline.open_finding WHERE first_seen > now() - interval '7 days' AND first_seen > service_since;
COMMENT ON VIEW plumbline.new_finding IS 'New this week: open, and not seen before in a service that was looked at before';
