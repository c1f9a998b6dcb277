-- what cannot be followed is said, and what is known stays right
CREATE TABLE t (id int PRIMARY KEY);
DO $$ DECLARE r record; BEGIN FOR r IN SELECT 'x' || g AS name FROM generate_series(1, 2) g LOOP EXECUTE 'CREATE TYPE ' || r.name || ' AS (a int)'; EXECUTE 'DROP TYPE ' || r.name; END LOOP; END $$;
ALTER TABLE t ADD COLUMN a int;
ALTER TABLE unknown_here ADD COLUMN a int;
CREATE TABLE after (id int REFERENCES t);
DO $$ BEGIN IF current_setting('server_version_num')::int < 0 THEN CREATE TABLE never (a int); END IF; END $$;
CREATE VIEW v AS SELECT * FROM t;
