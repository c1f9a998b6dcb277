-- schema:
CREATE TYPE state AS ENUM ('new', 'open', 'done');
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, name varchar(50), active boolean NOT NULL DEFAULT true, settings jsonb);
CREATE TABLE calls (id serial PRIMARY KEY, user_id bigint REFERENCES users (id), state state NOT NULL DEFAULT 'new', seconds int, cost numeric(10,2), note text);

-- bodies:
CREATE FUNCTION f1(uid bigint) RETURNS text LANGUAGE sql AS $$ SELECT email FROM users WHERE id = uid $$;
;;
CREATE FUNCTION f2(id bigint, lim int DEFAULT 5) RETURNS SETOF calls LANGUAGE sql STABLE AS $$
  SELECT * FROM calls WHERE user_id = f2.id ORDER BY seconds LIMIT lim
$$;
;;
CREATE FUNCTION f3(bigint, text) RETURNS void LANGUAGE sql AS $$
  UPDATE users SET name = $2 WHERE id = $1;
  DELETE FROM calls WHERE user_id = $1 AND note = $2;
$$;
;;
CREATE FUNCTION f4(u users) RETURNS text LANGUAGE sql AS $$ SELECT u.name || ' ' || u.email $$;
;;
CREATE FUNCTION f5() RETURNS TABLE (who bigint, total numeric) LANGUAGE sql AS $$
  SELECT user_id, sum(cost) FROM calls GROUP BY user_id HAVING count(*) > 1
$$;
;;
CREATE FUNCTION f6(s state) RETURNS int LANGUAGE sql AS $$ INSERT INTO calls (state, seconds) VALUES (s, 1) RETURNING id $$;
;;
CREATE FUNCTION f7(a int, OUT b bigint, OUT c text) LANGUAGE sql AS $$ SELECT id, email FROM users WHERE id = a $$;
;;
CREATE FUNCTION f8(a anyelement) RETURNS anyelement LANGUAGE sql AS $$ SELECT a $$;
;;
CREATE FUNCTION f9() RETURNS varchar LANGUAGE sql AS $$ SELECT name FROM users UNION SELECT note FROM calls $$;
;;
CREATE FUNCTION f10(d jsonb) RETURNS boolean LANGUAGE sql AS $$ SELECT coalesce((d->>'x')::boolean, false) AND EXISTS (SELECT 1 FROM users WHERE settings @> d) $$;
;;
CREATE PROCEDURE f11(uid bigint) LANGUAGE sql AS $$ INSERT INTO calls (user_id, seconds) VALUES (uid, 3); $$;
;;
CREATE FUNCTION f12() RETURNS users LANGUAGE sql AS $$ SELECT u FROM users u LIMIT 1 $$;
;;
CREATE FUNCTION f13() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT count(*)::int FROM calls $$;
;;
CREATE FUNCTION f14() RETURNS record LANGUAGE sql AS $$ SELECT 1, 'x' $$;
;;
CREATE FUNCTION f15(a int, b int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT seconds FROM calls WHERE id = a; SELECT a + b; END;
;;
CREATE FUNCTION f16(a int) RETURNS numeric LANGUAGE sql RETURN a * 2.5;
;;
CREATE FUNCTION f17() RETURNS numeric LANGUAGE sql AS $$ SELECT seconds FROM calls $$;
;;
-- wrong ones
CREATE FUNCTION b1(uid bigint) RETURNS text LANGUAGE sql AS $$ SELECT mail FROM users WHERE id = uid $$;
;;
CREATE FUNCTION b2(uid bigint) RETURNS int LANGUAGE sql AS $$ SELECT email FROM users WHERE id = uid $$;
;;
CREATE FUNCTION b3() RETURNS int LANGUAGE sql AS $$ SELECT id, seconds FROM calls $$;
;;
CREATE FUNCTION b4() RETURNS int LANGUAGE sql AS $$ UPDATE calls SET seconds = 1 $$;
;;
CREATE FUNCTION b5() RETURNS SETOF users LANGUAGE sql AS $$ SELECT id, email FROM users $$;
;;
CREATE FUNCTION b6() RETURNS TABLE (a int, b text) LANGUAGE sql AS $$ SELECT id, seconds, note FROM calls $$;
;;
CREATE FUNCTION b7() RETURNS TABLE (a int, b int) LANGUAGE sql AS $$ SELECT id, note FROM calls $$;
;;
CREATE FUNCTION b8(uid bigint) RETURNS text LANGUAGE sql AS $$ SELECT $2 $$;
;;
CREATE FUNCTION b9(u users) RETURNS text LANGUAGE sql AS $$ SELECT u.nick $$;
;;
CREATE FUNCTION b10() RETURNS int LANGUAGE sql AS $$ SELECT NULL $$;
;;
CREATE FUNCTION b11() RETURNS text LANGUAGE sql AS $$ SELECT note FROM kalls $$;
;;
CREATE FUNCTION b12(t text) RETURNS bigint LANGUAGE sql AS $$ SELECT id FROM users WHERE id = t $$;
;;
CREATE FUNCTION b13() RETURNS bigint LANGUAGE sql AS $$ SELECT other.uid FROM users $$;
;;
CREATE FUNCTION b14(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT sekonds FROM calls WHERE id = a; END;
;;
CREATE FUNCTION b15(a int) RETURNS int LANGUAGE sql RETURN a + nofunction(a);
;;
CREATE FUNCTION b16(a int) RETURNS state LANGUAGE sql AS $$ SELECT 'open' $$;
;;
CREATE FUNCTION b17() RETURNS SETOF calls LANGUAGE sql AS $$ SELECT u FROM users u $$;
