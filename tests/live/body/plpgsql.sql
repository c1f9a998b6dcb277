-- schema:
CREATE TYPE state AS ENUM ('new', 'open', 'done');
CREATE TYPE point3 AS (x int, y int, z int);
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, name varchar(50), active boolean NOT NULL DEFAULT true, settings jsonb, tags text[], created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE calls (id serial PRIMARY KEY, user_id bigint REFERENCES users (id), state state NOT NULL DEFAULT 'new', seconds int, cost numeric(10,2), started timestamptz, note text);
CREATE TABLE audit (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), what text NOT NULL, who bigint, row_data jsonb);
CREATE VIEW open_calls AS SELECT id, user_id, seconds FROM calls WHERE state = 'open';
CREATE FUNCTION total(bigint) RETURNS numeric LANGUAGE sql AS 'SELECT sum(cost) FROM calls WHERE user_id = $1';
CREATE PROCEDURE touch(uid bigint, INOUT n int) LANGUAGE plpgsql AS $$ BEGIN UPDATE users SET active = true WHERE id = uid; n := 1; END $$;

-- bodies:
CREATE FUNCTION f1(uid bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  v_email users.email%TYPE;
  n int := 0;
BEGIN
  SELECT email INTO v_email FROM users WHERE id = uid;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'no user %', uid USING HINT = 'look at ' || uid, ERRCODE = 'P0002';
  END IF;
  SELECT count(*) INTO n FROM calls c WHERE c.user_id = uid AND c.state = 'open';
  RETURN v_email || ' ' || n;
END;
$$;
;;
CREATE FUNCTION f2() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO audit (what, who, row_data) VALUES (TG_TABLE_NAME || ' deleted', OLD.user_id, to_jsonb(OLD));
    RETURN OLD;
  END IF;
  NEW.started := coalesce(NEW.started, now());
  NEW.note = 'changed at ' || NEW.started::text;
  IF NEW.seconds > 100 AND NEW.state <> OLD.state THEN
    INSERT INTO audit (what, who, row_data) SELECT 'long', NEW.user_id, row_to_json(NEW)::jsonb;
  END IF;
  RETURN NEW;
END;
$$;
CREATE TRIGGER t2 BEFORE INSERT OR UPDATE OR DELETE ON calls FOR EACH ROW EXECUTE FUNCTION f2();
;;
CREATE FUNCTION f3(p_state state, lim int DEFAULT 10) RETURNS TABLE (call_id int, who text, total numeric) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  r record;
BEGIN
  FOR r IN SELECT c.id, u.name, c.cost FROM calls c JOIN users u ON u.id = c.user_id WHERE c.state = p_state ORDER BY c.started LIMIT lim LOOP
    call_id := r.id;
    who := r.name;
    total := r.cost * 2;
    RETURN NEXT;
  END LOOP;
  RETURN QUERY SELECT c.id, u.email, c.cost FROM calls c JOIN users u ON u.id = c.user_id WHERE u.tags @> ARRAY['x'];
END
$$;
;;
CREATE FUNCTION f4(u users, p point3) RETURNS users LANGUAGE plpgsql AS $$
<<outer_block>>
DECLARE
  copy users%ROWTYPE;
  ids bigint[];
  i int;
  best calls;
BEGIN
  copy := u;
  copy.name := upper(u.name);
  ids := array(SELECT id FROM calls WHERE user_id = u.id);
  FOR i IN 1 .. coalesce(array_length(ids, 1), 0) LOOP
    CONTINUE WHEN ids[i] IS NULL;
    SELECT * INTO best FROM calls WHERE id = ids[i];
    IF best.cost > p.x THEN
      copy.email := best.note;
    ELSIF outer_block.i = 3 THEN
      NULL;
    ELSE
      PERFORM total(best.user_id);
    END IF;
  END LOOP;
  RETURN copy;
END outer_block;
$$;
;;
CREATE FUNCTION f5() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  c CURSOR (low int, high int) FOR SELECT id, seconds FROM calls WHERE seconds BETWEEN low AND high;
  rc refcursor;
  r record;
  sum int := 0;
BEGIN
  FOR x IN c(1, high := 20) LOOP
    sum := sum + x.seconds;
  END LOOP;
  OPEN rc FOR SELECT id FROM users WHERE active;
  LOOP
    FETCH rc INTO r;
    EXIT WHEN NOT FOUND;
    sum := sum + 1;
  END LOOP;
  CLOSE rc;
  RETURN sum;
END
$$;
;;
CREATE FUNCTION f6(a int, b int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  n int;
  msg text;
BEGIN
  BEGIN
    INSERT INTO users (email, name) VALUES ('a@b', 'x') RETURNING id INTO n;
  EXCEPTION
    WHEN unique_violation OR not_null_violation THEN
      GET STACKED DIAGNOSTICS msg = MESSAGE_TEXT;
      RAISE NOTICE 'failed: % %', SQLERRM, msg;
    WHEN OTHERS THEN
      RAISE;
  END;
  UPDATE calls SET seconds = a + $2, state = 'done' WHERE id = n;
  GET DIAGNOSTICS n = ROW_COUNT;
  CASE n
    WHEN 0, 1 THEN n := 2;
    ELSE n := n * 2;
  END CASE;
  CASE WHEN n > 3 THEN RETURN 3; WHEN n < 0 THEN n := b; ELSE NULL; END CASE;
  WHILE n < 10 LOOP n := n + 1; END LOOP;
  ASSERT n >= 10, 'n is ' || n;
  RETURN n;
END
$$;
;;
CREATE FUNCTION f7(tab text, uid bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  n bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM %I WHERE user_id = $1', tab) INTO n USING uid;
  EXECUTE 'DELETE FROM calls WHERE user_id = $1 AND seconds < $2' USING uid, 10;
  RETURN n;
END
$$;
;;
CREATE FUNCTION f8(uid bigint) RETURNS SETOF calls LANGUAGE plpgsql AS $$
DECLARE
  c calls%ROWTYPE;
  rec record;
BEGIN
  FOR c IN SELECT * FROM calls WHERE user_id = uid LOOP
    IF c.seconds > 5 THEN RETURN NEXT c; END IF;
  END LOOP;
  SELECT id, email, settings->>'lang' AS lang INTO rec FROM users WHERE id = uid;
  IF rec.lang = 'en' AND rec.email LIKE '%@x' THEN
    RETURN QUERY SELECT * FROM calls WHERE note = rec.email;
  END IF;
  RETURN;
END
$$;
;;
CREATE FUNCTION f9(uid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  n int;
BEGIN
  CREATE TEMP TABLE scratch ON COMMIT DROP AS SELECT id FROM calls;
  INSERT INTO users AS u (id, email) VALUES (uid, 'x') ON CONFLICT ON CONSTRAINT users_pkey DO UPDATE SET email = excluded.email, name = coalesce(u.name, 'n');
  CALL touch(uid, n);
  WITH gone AS (DELETE FROM calls WHERE user_id = uid RETURNING id, cost) SELECT count(*) INTO n FROM gone WHERE cost > 0;
  PERFORM 1 FROM users WHERE id = uid AND created_at > now() - interval '1 day';
END
$$;
;;
CREATE FUNCTION f10(INOUT a int, OUT b text, VARIADIC rest text[]) LANGUAGE plpgsql AS $$
DECLARE
  x text;
  k CONSTANT int NOT NULL := 3;
  al ALIAS FOR $1;
BEGIN
  FOREACH x IN ARRAY rest LOOP
    b := concat(b, x);
  END LOOP;
  a := al + k + f10.a;
  SELECT id, email INTO STRICT a, b FROM users WHERE id = a LIMIT 1;
END
$$;
;;
CREATE FUNCTION f11() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  r record;
  h users%ROWTYPE;
BEGIN
  IF ROW(NEW.*) IS DISTINCT FROM ROW(OLD.*) THEN
    NEW.created_at = now();
  END IF;
  IF NEW IS DISTINCT FROM OLD AND NEW.email <> OLD.email THEN
    INSERT INTO audit (what, row_data) VALUES ('x', to_jsonb(NEW.*)), ('y', jsonb_build_object('old', OLD.settings, 'new', NEW.settings->'a'));
    h := NEW;
    INSERT INTO users SELECT h.*;
    INSERT INTO users VALUES (NEW.*);
    SELECT NEW.* INTO r;
    PERFORM count(*) FROM (SELECT h.*) x;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER t11 BEFORE UPDATE ON users FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION f11();
;;
-- wrong ones, one mistake each
CREATE FUNCTION b1(uid bigint) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  RETURN (SELECT mail FROM users WHERE id = uid);
END
$$;
;;
CREATE FUNCTION b2() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER tb2 BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION b2();
;;
CREATE FUNCTION b3() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.status = 'open' THEN
    RETURN NULL;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER tb3 BEFORE UPDATE ON calls FOR EACH ROW EXECUTE FUNCTION b3();
;;
CREATE FUNCTION b4() RETURNS TABLE (id int, n int) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT id, seconds FROM calls;
END
$$;
;;
CREATE FUNCTION b5() RETURNS TABLE (who bigint, n int) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT user_id, count(*) FROM calls GROUP BY user_id;
END
$$;
;;
CREATE FUNCTION b6() RETURNS SETOF users LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY SELECT id, email FROM users;
END
$$;
;;
CREATE FUNCTION b7() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT id, email AS mail FROM users LOOP
    RAISE NOTICE '%', r.email;
  END LOOP;
END
$$;
;;
CREATE FUNCTION b8(uid bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO callz (user_id) VALUES (uid);
END
$$;
;;
CREATE FUNCTION b9(id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM users WHERE id = id;
END
$$;
;;
CREATE FUNCTION b10(email text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO users (email, name) VALUES (b10.email, 'x') ON CONFLICT (email) DO NOTHING;
END
$$;
;;
CREATE FUNCTION b11(uid bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  n int;
BEGIN
  n := nofunction(uid);
  IF uid > 3 THEN
    PERFORM total(uid, n);
  END IF;
END
$$;
;;
CREATE FUNCTION b12(uid text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE calls SET note = 'x' WHERE user_id = uid;
END
$$;
;;
CREATE FUNCTION b13() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s state := 'nope';
  n int := 'abc';
BEGIN
  UPDATE calls SET state = 'closed';
END
$$;
;;
CREATE FUNCTION b14() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  u users%ROWTYPE;
BEGIN
  SELECT * INTO u FROM users LIMIT 1;
  u.nickname := 'x';
  RAISE NOTICE '%', u.nick;
END
$$;
;;
CREATE FUNCTION b15() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'UPDATE calls SET nope = 1 WHERE id = $1' USING 3;
  EXECUTE 'DELETE FROM nothere';
END
$$;
;;
CREATE FUNCTION b16() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  c CURSOR (k int) FOR SELECT id, sekonds FROM calls WHERE id = k;
BEGIN
  FOR x IN c(3) LOOP
    RETURN x.id;
  END LOOP;
  RETURN other_variable;
END
$$;
;;
CREATE FUNCTION b17(p point3) RETURNS int LANGUAGE plpgsql AS $$
BEGIN
  RETURN p.x + p.w;
END
$$;
;;
CREATE FUNCTION b18() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM id, count(*) FROM calls;
  PERFORM substring(1, 2);
  PERFORM $1;
END
$$;
