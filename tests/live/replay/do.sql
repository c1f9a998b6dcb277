-- replay: complete
CREATE TABLE t (id int PRIMARY KEY, a int);
DO $$ BEGIN CREATE TYPE status AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE TYPE status AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
DO $$ BEGIN CREATE TYPE status AS ENUM ('a', 'b'); EXCEPTION WHEN duplicate_table THEN NULL; END $$;
DO $$ BEGIN CREATE TYPE status AS ENUM ('a', 'b'); END $$;
DO $$ BEGIN ALTER TABLE t ADD COLUMN b int; ALTER TABLE t ADD COLUMN b int; EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there'; END $$;
DO $$ BEGIN ALTER TABLE t ADD COLUMN c int; EXCEPTION WHEN others THEN NULL; END $$;
DO $$ BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('x'); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'status') THEN CREATE TYPE status AS ENUM ('x'); END IF;
	IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = 'public' AND table_name = 't' AND column_name = 'd') THEN ALTER TABLE t ADD COLUMN d text; END IF;
	IF NOT EXISTS (SELECT FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a') THEN ALTER TABLE t ADD COLUMN wrong text; END IF;
	IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND is_nullable = 'YES') THEN ALTER TABLE t ALTER COLUMN a SET NOT NULL; END IF;
	IF EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 't' AND column_name = 'a' AND data_type = 'integer') THEN ALTER TABLE t ALTER COLUMN a TYPE bigint; ELSE ALTER TABLE t DROP COLUMN a; END IF;
END $$;
DO $$ BEGIN
	IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_a_positive') THEN ALTER TABLE t ADD CONSTRAINT t_a_positive CHECK (a > 0); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 't_pkey' AND conrelid = 't'::regclass) THEN ALTER TABLE t ADD PRIMARY KEY (a); END IF;
	IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_name = 't' AND constraint_name = 't_u') THEN ALTER TABLE t ADD CONSTRAINT t_u UNIQUE (a); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_indexes WHERE indexname = 't_idx') THEN CREATE INDEX t_idx ON t (d); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 't_idx' AND n.nspname = 'public') THEN CREATE INDEX t_idx ON t (a); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typname = 'status' AND e.enumlabel = 'c') THEN ALTER TYPE status ADD VALUE 'c'; END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'a' AND enumtypid = 'status'::regtype) THEN ALTER TYPE status ADD VALUE 'zzz'; END IF;
	IF to_regclass('public.t') IS NULL THEN CREATE TABLE t (wrong int); END IF;
	IF to_regclass('public.t2') IS NULL THEN CREATE TABLE t2 (a int); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'public' AND tablename = 't3') AND EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 't2') THEN CREATE TABLE t3 (a int); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'pol' AND tablename = 't') THEN CREATE POLICY pol ON t USING (true); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_policies WHERE policyname = 'pol' AND tablename = 't') THEN CREATE POLICY pol ON t USING (true); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citext') THEN CREATE EXTENSION citext; END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'sch') THEN CREATE SCHEMA sch; ELSE CREATE SCHEMA wrong; END IF;
END $$;
DO $$ BEGIN EXECUTE 'CREATE TABLE ex (a int)'; EXECUTE 'ALTER TABLE ex ' || 'ADD COLUMN b text'; EXECUTE format('ALTER TABLE %I ADD COLUMN %I int DEFAULT %L', 'ex', 'C c', '5'); END $$;
DO $$ DECLARE tbl text; names text[] := ARRAY['x']; n int := 3; BEGIN
	FOREACH tbl IN ARRAY ARRAY['t2', 't3'] LOOP EXECUTE format('ALTER TABLE %I ADD COLUMN looped timestamptz', tbl); EXECUTE 'CREATE INDEX ON ' || quote_ident(tbl) || ' (looped)'; END LOOP;
	FOR i IN 1..3 LOOP EXECUTE 'CREATE TABLE numbered_' || i || ' (a int)'; END LOOP;
	tbl := 'assigned'; EXECUTE format('CREATE TABLE %s (a int)', tbl);
END $$;
DO $$ BEGIN RAISE EXCEPTION 'no'; END $$;
DO $$ BEGIN CREATE TABLE lost (a int); ALTER TABLE nosuch ADD COLUMN a int; END $$;
DO $$ BEGIN BEGIN CREATE TABLE lost (a int); ALTER TABLE nosuch ADD COLUMN a int; EXCEPTION WHEN undefined_table THEN CREATE TABLE kept (a int); END; CREATE TABLE kept2 (a int); END $$;
DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'nosuch') THEN DROP TRIGGER nosuch ON t; END IF; RETURN; CREATE TABLE after_return (a int); END $$;
DO LANGUAGE plpgsql 'BEGIN CREATE TABLE quoted (a int DEFAULT 1, b text DEFAULT ''x''); END';
DO $body$ DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP RAISE NOTICE 'x'; END LOOP; INSERT INTO t2 VALUES (1); PERFORM 1; END $body$;
BEGIN;
CREATE TABLE in_transaction (a int);
COMMIT;
DO $$ BEGIN IF (SELECT to_regclass('public.kept') IS NOT NULL) THEN ALTER TABLE kept ADD COLUMN b int; END IF; END $$;
DO $$ DECLARE who text := coalesce(current_setting('x.y', true), 'postgres'); BEGIN EXECUTE 'GRANT SELECT ON t TO ' || who; EXECUTE 'ALTER TABLE t OWNER TO ' || who; IF who <> 'x' THEN EXECUTE format('REVOKE ALL ON t FROM %I', who); END IF; END $$;
CREATE TABLE guarded (a int NOT NULL, b int UNIQUE);
DO $$ BEGIN
	IF NOT EXISTS (SELECT 1 FROM information_schema.table_constraints WHERE table_name = 'guarded' AND constraint_type = 'PRIMARY KEY') THEN ALTER TABLE guarded ADD PRIMARY KEY (a); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = 'guarded'::regclass AND contype = 'u') THEN ALTER TABLE guarded ADD UNIQUE (a); END IF;
	IF NOT EXISTS (SELECT 1 FROM information_schema.key_column_usage WHERE table_name = 'guarded' AND column_name = 'zz') THEN ALTER TABLE guarded ADD COLUMN zz int; END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_class c ON a.attrelid = c.oid WHERE c.relname = 'guarded' AND a.attname = 'd' AND NOT a.attisdropped) THEN ALTER TABLE guarded ADD COLUMN d int; END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND t.relname = 'guarded' AND c.conname = 'ck') THEN ALTER TABLE guarded ADD CONSTRAINT ck CHECK (a > 0); END IF;
	IF NOT EXISTS (SELECT 1 FROM pg_proc WHERE proname = 'made') THEN CREATE FUNCTION made() RETURNS int LANGUAGE sql AS 'SELECT 1'; END IF;
	IF EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = 'guarded'::regclass AND tgname = 'x') THEN DROP TRIGGER x ON guarded; END IF;
END $$;
