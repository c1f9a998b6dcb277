-- schema:
CREATE SCHEMA app;
CREATE TYPE address AS (street text, city text);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, name text, created_at timestamptz NOT NULL DEFAULT now(), tags text[], home address, meta jsonb, active boolean NOT NULL DEFAULT true);
CREATE TABLE orders (id serial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, total numeric(10,2) NOT NULL, status text NOT NULL DEFAULT 'new', note text, created_at timestamptz);
CREATE TABLE items (order_id int NOT NULL REFERENCES orders, line int NOT NULL, sku text NOT NULL, qty int, price numeric, PRIMARY KEY (order_id, line));
CREATE TABLE app.settings (key text PRIMARY KEY, value jsonb NOT NULL, user_id bigint);
CREATE TABLE tree (id int PRIMARY KEY, parent int REFERENCES tree, label text);
CREATE TABLE ident (id int GENERATED ALWAYS AS IDENTITY, a int NOT NULL, b int GENERATED ALWAYS AS (a * 2) STORED, c varchar(20));
CREATE TABLE "Mixed" ("Id" int PRIMARY KEY, "userName" text, plain int);
CREATE TABLE events (at date NOT NULL, kind text, payload json) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE base (id int, x text);
CREATE TABLE derived (y int) INHERITS (base);
CREATE VIEW active_users AS SELECT id, email, name AS label FROM users WHERE active;
CREATE MATERIALIZED VIEW order_totals AS SELECT user_id, sum(total) AS total, count(*) FROM orders GROUP BY user_id;
CREATE SEQUENCE ticket;
CREATE TEMP TABLE scratch (k int, v text);
CREATE FUNCTION user_orders(bigint) RETURNS TABLE (order_id int, amount numeric) LANGUAGE sql AS 'SELECT id, total FROM orders WHERE user_id = $1';
CREATE FUNCTION all_users() RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM users';
CREATE FUNCTION two(OUT one int, OUT other text) LANGUAGE sql AS 'SELECT 1, ''a''::text';
CREATE FUNCTION single(OUT only_one int) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION anything() RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
CREATE FUNCTION full_name(users) RETURNS text LANGUAGE sql AS 'SELECT $1.name';
-- statements:
SELECT 1
;;
SELECT id, email FROM users
;;
SELECT u.id, u.email AS mail FROM users u WHERE u.active
;;
SELECT users.id FROM users u
;;
SELECT u.id FROM users
;;
SELECT x.id FROM users u
;;
SELECT nope FROM users
;;
SELECT u.nope FROM users u
;;
SELECT users.nope FROM users
;;
SELECT * FROM nope
;;
SELECT * FROM app.nope
;;
SELECT * FROM nope.users
;;
SELECT * FROM settings
;;
SELECT * FROM app.settings
;;
SELECT settings.key, app.settings.value FROM app.settings
;;
SELECT app.settings.key FROM app.settings s
;;
SELECT app.settings.nope FROM app.settings
;;
SELECT public.users.id FROM users
;;
SELECT public.users.id FROM public.users
;;
SELECT other.users.id FROM users
;;
SELECT a.b.c.d.e FROM users
;;
SELECT id FROM users, orders
;;
SELECT id FROM users JOIN orders ON users.id = orders.user_id
;;
SELECT users.id FROM users JOIN orders ON id = user_id
;;
SELECT email, total FROM users JOIN orders ON users.id = user_id
;;
SELECT * FROM users u JOIN orders o ON o.user_id = u.id JOIN items i ON i.order_id = o.id
;;
SELECT * FROM users u JOIN orders o ON o.user_id = i.id JOIN items i ON i.order_id = o.id
;;
SELECT * FROM users u JOIN (orders o JOIN items i ON i.order_id = o.id) ON o.user_id = u.id
;;
SELECT * FROM users u JOIN (orders o JOIN items i ON i.order_id = u.id) ON o.user_id = u.id
;;
SELECT * FROM users u, orders o JOIN items i ON i.order_id = u.id
;;
SELECT j.id FROM (users JOIN orders USING (created_at)) AS j
;;
SELECT j.email, j.total FROM (users u JOIN orders o ON u.id = o.user_id) AS j
;;
SELECT u.email FROM (users u JOIN orders o ON u.id = o.user_id) AS j
;;
SELECT j.a, j.b FROM (users u JOIN orders o ON u.id = o.user_id) AS j (a, b)
;;
SELECT created_at, email, total FROM users JOIN orders USING (created_at)
;;
SELECT users.created_at, orders.created_at FROM users JOIN orders USING (created_at)
;;
SELECT id FROM users JOIN orders USING (created_at)
;;
SELECT id FROM users JOIN orders USING (id)
;;
SELECT id, created_at FROM users JOIN orders USING (id)
;;
SELECT * FROM users JOIN orders USING (id, created_at)
;;
SELECT * FROM users JOIN orders USING (nope)
;;
SELECT * FROM users JOIN orders USING (email)
;;
SELECT * FROM users JOIN orders USING (total)
;;
SELECT * FROM users a JOIN users b ON a.id = b.id JOIN orders USING (id)
;;
SELECT m.id FROM users JOIN orders USING (id) AS m
;;
SELECT m.email FROM users JOIN orders USING (id) AS m
;;
SELECT id, created_at, email, total FROM users NATURAL JOIN orders
;;
SELECT id FROM users NATURAL LEFT JOIN orders NATURAL JOIN tree
;;
SELECT id FROM users FULL JOIN tree USING (id)
;;
SELECT id FROM users RIGHT JOIN tree USING (id)
;;
SELECT id FROM users CROSS JOIN tree
;;
SELECT label, email FROM users CROSS JOIN tree
;;
SELECT a, b FROM tree AS t (a, b)
;;
SELECT id FROM tree AS t (a, b)
;;
SELECT label FROM tree AS t (a, b)
;;
SELECT t.a, t.parent FROM tree AS t (a, b)
;;
SELECT a, b, c, d FROM tree AS t (a, b, c, d)
;;
SELECT u FROM users u
;;
SELECT users FROM users u
;;
SELECT u.* FROM users u
;;
SELECT x.* FROM users u
;;
SELECT users.* FROM users u
;;
SELECT *
;;
SELECT * WHERE true
;;
SELECT (u).email FROM users u
;;
SELECT (u).nope FROM users u
;;
SELECT (u.home).city FROM users u
;;
SELECT (u.home).nope FROM users u
;;
SELECT (home).street, (home).city FROM users
;;
SELECT (home).* FROM users
;;
SELECT home.city FROM users
;;
SELECT (u).home.city FROM users u
;;
SELECT tags[1], (tags)[2] FROM users
;;
SELECT tags[nope] FROM users
;;
SELECT u.full_name FROM users u
;;
SELECT full_name FROM users
;;
SELECT u.count FROM users u GROUP BY u.id
;;
SELECT full_name(u), email(u) FROM users u
;;
SELECT ctid, tableoid, xmin FROM users
;;
SELECT ctid FROM users, orders
;;
SELECT users.ctid FROM users, orders
;;
SELECT ctid FROM active_users
;;
SELECT oid FROM users
;;
SELECT label FROM active_users
;;
SELECT name FROM active_users
;;
SELECT total, count FROM order_totals
;;
SELECT last_value, is_called FROM ticket
;;
SELECT nope FROM ticket
;;
SELECT k, v FROM scratch
;;
SELECT z FROM scratch
;;
SELECT at, kind FROM events_2024
;;
SELECT x, y FROM derived
;;
SELECT y FROM base
;;
SELECT "Id", "userName" FROM "Mixed"
;;
SELECT Id FROM "Mixed"
;;
SELECT userName FROM "Mixed"
;;
SELECT * FROM Mixed
;;
SELECT m."userName", PLAIN FROM "Mixed" m
;;
SELECT relname FROM pg_class
;;
SELECT table_name FROM information_schema.tables
;;
SELECT pid, state FROM pg_stat_activity WHERE datname = current_database()
;;
SELECT c.relname, u.nope FROM pg_class c, users u
;;
SELECT id FROM users WHERE id = (SELECT user_id FROM orders WHERE id = 1)
;;
SELECT id FROM users WHERE id IN (SELECT user_id FROM orders)
;;
SELECT id FROM users WHERE id IN (SELECT nope FROM orders)
;;
SELECT id FROM users WHERE id IN (SELECT email FROM orders)
;;
SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id)
;;
SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id)
;;
SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.nope)
;;
SELECT id FROM users WHERE id IN (SELECT user_id, total FROM orders)
;;
SELECT id FROM users WHERE (id, email) IN (SELECT user_id, status FROM orders)
;;
SELECT id FROM users WHERE (id, email) IN (SELECT user_id FROM orders)
;;
SELECT (SELECT id, total FROM orders LIMIT 1) FROM users
;;
SELECT (SELECT total FROM orders o WHERE o.user_id = u.id LIMIT 1) AS t FROM users u ORDER BY t
;;
SELECT ARRAY(SELECT total FROM orders WHERE user_id = u.id) FROM users u
;;
SELECT ARRAY(SELECT total, id FROM orders WHERE user_id = u.id) FROM users u
;;
SELECT id FROM users WHERE id = ANY (SELECT user_id FROM orders) AND id > ALL (SELECT parent FROM tree)
;;
SELECT s.n FROM (SELECT name AS n FROM users) s
;;
SELECT s.name FROM (SELECT name AS n FROM users) s
;;
SELECT name FROM (SELECT name AS n FROM users) s
;;
SELECT users.name FROM (SELECT name AS n FROM users) s
;;
SELECT * FROM (SELECT id, email FROM users) s JOIN (SELECT user_id FROM orders) o ON o.user_id = s.id
;;
SELECT * FROM users u, (SELECT total FROM orders WHERE user_id = u.id) o
;;
SELECT * FROM users u, LATERAL (SELECT total FROM orders WHERE user_id = u.id) o
;;
SELECT * FROM users u LEFT JOIN LATERAL (SELECT total FROM orders o WHERE o.user_id = u.id LIMIT 1) o ON true
;;
SELECT * FROM users u RIGHT JOIN LATERAL (SELECT total FROM orders o WHERE o.user_id = u.id LIMIT 1) o ON true
;;
SELECT * FROM LATERAL (SELECT total FROM orders o WHERE o.user_id = u.id LIMIT 1) o, users u
;;
SELECT * FROM users u JOIN (SELECT total FROM orders WHERE user_id = u.id) o ON true
;;
SELECT * FROM users, LATERAL (SELECT total FROM orders WHERE user_id = email) o
;;
SELECT * FROM users u, LATERAL (SELECT * FROM (SELECT total FROM orders WHERE user_id = u.id) i) o
;;
SELECT * FROM users u, LATERAL (SELECT (SELECT u.email) AS m) x
;;
SELECT * FROM users u, unnest(u.tags) AS tag
;;
SELECT tag FROM users, unnest(tags) AS tag
;;
SELECT unnest FROM users, unnest(tags)
;;
SELECT t.tag, t.n FROM users u, unnest(u.tags) WITH ORDINALITY AS t (tag, n)
;;
SELECT tag, ordinality FROM users u, unnest(u.tags) WITH ORDINALITY AS tag
;;
SELECT nope FROM users u, unnest(u.tags) AS tag
;;
SELECT n FROM generate_series(1, 10) AS n
;;
SELECT n.n FROM generate_series(1, 10) AS n
;;
SELECT g.i FROM generate_series(1, 10) AS g (i)
;;
SELECT g.g FROM generate_series(1, 10) AS g (i)
;;
SELECT generate_series FROM generate_series(1, 10)
;;
SELECT * FROM generate_series(1, x.id) AS n, users x
;;
SELECT x.a, x.b FROM json_to_recordset('[]') AS x (a int, b text)
;;
SELECT x.c FROM json_to_recordset('[]') AS x (a int, b text)
;;
SELECT * FROM json_to_recordset('[]') AS x
;;
SELECT * FROM jsonb_to_recordset($1::jsonb) AS x (id bigint, email text) WHERE x.email IS NOT NULL
;;
SELECT key, value FROM users, jsonb_each(meta)
;;
SELECT e.key, e.value FROM users u, jsonb_each_text(u.meta) e
;;
SELECT e.k, e.v FROM users u CROSS JOIN LATERAL jsonb_each_text(u.meta) AS e (k, v)
;;
SELECT e.key FROM users u CROSS JOIN LATERAL jsonb_each_text(u.meta) AS e (k, v)
;;
SELECT value FROM users, jsonb_array_elements(meta)
;;
SELECT elem FROM users, jsonb_array_elements(meta) AS elem
;;
SELECT elem->>'x', value FROM users, jsonb_array_elements(meta) AS elem
;;
SELECT k FROM users, jsonb_object_keys(meta) AS k
;;
SELECT order_id, amount FROM user_orders(1)
;;
SELECT o.total FROM user_orders(1) o
;;
SELECT o.amount FROM users u, user_orders(u.id) AS o
;;
SELECT email FROM all_users()
;;
SELECT a.nope FROM all_users() a
;;
SELECT one, other FROM two()
;;
SELECT only_one FROM single()
;;
SELECT s FROM single() AS s
;;
SELECT t FROM twice(1) AS t
;;
SELECT twice FROM twice(1)
;;
SELECT a, b FROM anything() AS (a int, b int)
;;
SELECT c FROM anything() AS x (a int, b int)
;;
SELECT * FROM anything()
;;
SELECT a, b, unnest FROM ROWS FROM (generate_series(1, 2), unnest(ARRAY[1, 2])) AS x (a, b)
;;
SELECT a, b FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS x (a, b)
;;
SELECT a, b FROM unnest($1::int[], $2::text[]) AS x (a, b)
;;
SELECT * FROM json_populate_record(NULL::users, '{}')
;;
SELECT email, nope FROM json_populate_record(NULL::users, '{}')
;;
SELECT d FROM current_date AS d
;;
SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b')) v
;;
SELECT v.a FROM (VALUES (1, 'a'), (2, 'b')) v (a, b)
;;
SELECT v.column1 FROM (VALUES (1, 'a'), (2, 'b')) v (a, b)
;;
SELECT * FROM (VALUES (1, 'a'), (2)) v
;;
VALUES (1, 'a'), (2, 'b') ORDER BY column2
;;
VALUES (1, 'a'), (2, 'b') ORDER BY nope
;;
VALUES (nope)
;;
VALUES (DEFAULT)
;;
WITH a AS (SELECT id AS x FROM users) SELECT x FROM a
;;
WITH a AS (SELECT id AS x FROM users) SELECT id FROM a
;;
WITH a AS (SELECT id AS x FROM users) SELECT a.x, b.x FROM a, a b
;;
WITH a (p, q) AS (SELECT id, email FROM users) SELECT p, q FROM a
;;
WITH a (p, q) AS (SELECT id, email FROM users) SELECT id FROM a
;;
WITH a (p) AS (SELECT id, email FROM users) SELECT p, email FROM a
;;
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT y FROM b
;;
WITH b AS (SELECT x + 1 AS y FROM a), a AS (SELECT 1 AS x) SELECT y FROM b
;;
WITH RECURSIVE b AS (SELECT x + 1 AS y FROM a), a AS (SELECT 1 AS x) SELECT y FROM b
;;
WITH RECURSIVE b AS (SELECT x + 1 AS y, z FROM a), a AS (SELECT 1 AS x) SELECT y FROM b
;;
WITH users AS (SELECT 1 AS x) SELECT x FROM users
;;
WITH users AS (SELECT 1 AS x) SELECT email FROM users
;;
WITH users AS (SELECT email FROM users) SELECT email FROM users
;;
WITH users AS (SELECT 1 AS x) SELECT email FROM public.users
;;
WITH a AS MATERIALIZED (SELECT id FROM users), b AS NOT MATERIALIZED (SELECT id FROM orders) SELECT a.id FROM a JOIN b USING (id)
;;
WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT n FROM t
;;
WITH RECURSIVE t AS (SELECT id, parent, 0 AS depth FROM tree WHERE parent IS NULL UNION ALL SELECT c.id, c.parent, t.depth + 1 FROM tree c JOIN t ON c.parent = t.id) SELECT id, depth FROM t
;;
WITH RECURSIVE t AS (SELECT id, parent, 0 AS depth FROM tree WHERE parent IS NULL UNION ALL SELECT c.id, c.parent, t.level + 1 FROM tree c JOIN t ON c.parent = t.id) SELECT id, depth FROM t
;;
WITH RECURSIVE t AS (SELECT id, parent FROM tree UNION ALL SELECT c.id, c.parent, 1 FROM tree c JOIN t ON c.parent = t.id) SELECT id FROM t
;;
WITH RECURSIVE t AS (SELECT id, parent FROM tree UNION ALL SELECT c.id, c.parent FROM tree c JOIN t ON c.parent = t.id) SEARCH DEPTH FIRST BY id SET ord SELECT id, ord FROM t ORDER BY ord
;;
WITH RECURSIVE t AS (SELECT id, parent FROM tree UNION ALL SELECT c.id, c.parent FROM tree c JOIN t ON c.parent = t.id) CYCLE id SET looped USING path SELECT id, looped, path FROM t
;;
WITH RECURSIVE t AS (SELECT id, parent FROM tree UNION ALL SELECT c.id, c.parent FROM tree c JOIN t ON c.parent = t.id) CYCLE id SET looped USING path SELECT * FROM t
;;
WITH d AS (DELETE FROM orders WHERE id = 1 RETURNING user_id, total) SELECT user_id, total FROM d
;;
WITH d AS (DELETE FROM orders WHERE id = 1 RETURNING user_id, total) SELECT id FROM d
;;
WITH i AS (INSERT INTO orders (user_id, total) VALUES (1, 2) RETURNING *) SELECT status FROM i
;;
WITH i AS (INSERT INTO orders (user_id, total) VALUES (1, 2)) SELECT status FROM i
;;
WITH u AS (UPDATE users SET name = 'x' WHERE id = 1 RETURNING id AS uid) INSERT INTO orders (user_id, total) SELECT uid, 5 FROM u RETURNING id
;;
WITH a AS (SELECT 1 AS x) INSERT INTO tree (id) SELECT x FROM a
;;
WITH a AS (SELECT 1 AS x) UPDATE tree SET label = 'q' FROM a WHERE tree.id = a.x
;;
WITH a AS (SELECT 1 AS x) DELETE FROM tree USING a WHERE tree.id = a.y
;;
WITH ranked AS (SELECT id, user_id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS rn FROM orders) SELECT id FROM ranked WHERE rn = 1
;;
WITH ranked AS (SELECT id, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS rn FROM orders) SELECT id, status FROM ranked WHERE rn = 1
;;
SELECT (WITH a AS (SELECT u.email AS x) SELECT x FROM a) FROM users u
;;
SELECT id FROM users UNION SELECT id FROM orders
;;
SELECT id, email FROM users UNION SELECT id FROM orders
;;
SELECT id FROM users UNION ALL SELECT id FROM orders ORDER BY id
;;
SELECT id AS a FROM users UNION ALL SELECT id AS b FROM orders ORDER BY a
;;
SELECT id AS a FROM users UNION ALL SELECT id AS b FROM orders ORDER BY b
;;
SELECT id AS a FROM users UNION ALL SELECT id AS b FROM orders ORDER BY users.id
;;
SELECT id FROM users EXCEPT SELECT nope FROM orders
;;
SELECT id FROM users INTERSECT (SELECT user_id FROM orders ORDER BY total LIMIT 3)
;;
(SELECT id FROM users ORDER BY email LIMIT 1) UNION ALL (SELECT id FROM orders ORDER BY email LIMIT 1)
;;
SELECT s.x FROM (SELECT id AS x FROM users UNION SELECT id AS y FROM orders) s
;;
SELECT s.y FROM (SELECT id AS x FROM users UNION SELECT id AS y FROM orders) s
;;
SELECT u.id, (SELECT max(x) FROM (SELECT u.id AS x UNION SELECT 2) s) FROM users u
;;
SELECT id AS n FROM users ORDER BY n
;;
SELECT id AS n FROM users WHERE n > 1
;;
SELECT id AS n FROM users ORDER BY n + 1
;;
SELECT id AS n FROM users ORDER BY email, 1
;;
SELECT id FROM users ORDER BY 'x'
;;
SELECT email AS id, id AS x FROM users ORDER BY id
;;
SELECT id AS x, email AS x FROM users ORDER BY x
;;
SELECT id AS x, id AS x FROM users ORDER BY x
;;
SELECT u.id, o.id FROM users u JOIN orders o ON o.user_id = u.id ORDER BY id
;;
SELECT u.id, u.* FROM users u ORDER BY id
;;
SELECT o.*, u.email FROM orders o JOIN users u ON u.id = o.user_id ORDER BY created_at
;;
SELECT o.*, u.email FROM orders o JOIN users u ON u.id = o.user_id ORDER BY o.created_at
;;
SELECT DISTINCT ON (user_id) user_id, total FROM orders ORDER BY user_id, created_at
;;
SELECT DISTINCT ON (nope) user_id, total FROM orders
;;
SELECT DISTINCT ON (uid) user_id AS uid, total FROM orders ORDER BY uid
;;
SELECT status, count(*) FROM orders GROUP BY status
;;
SELECT status AS s, count(*) FROM orders GROUP BY s
;;
SELECT status AS s, count(*) FROM orders GROUP BY nope
;;
SELECT lower(status) AS status, count(*) FROM orders GROUP BY status
;;
SELECT status AS s, count(*) FROM orders GROUP BY 1 HAVING count(*) > 1
;;
SELECT status AS s, count(*) AS n FROM orders GROUP BY 1 HAVING n > 1
;;
SELECT status AS s, count(*) AS n FROM orders GROUP BY 1 ORDER BY n DESC
;;
SELECT date_trunc('day', created_at) AS day, count(*) FROM orders GROUP BY day ORDER BY day
;;
SELECT o.status, u.email FROM users u, orders o GROUP BY o.status, email, id
;;
SELECT status, user_id, sum(total) FROM orders GROUP BY GROUPING SETS ((status), (user_id), ())
;;
SELECT status, user_id, grouping(status), sum(total) FROM orders GROUP BY ROLLUP (status, user_id)
;;
SELECT status, sum(total) FROM orders GROUP BY CUBE (status, nope)
;;
SELECT status, user_id FROM orders GROUP BY (status, user_id)
;;
SELECT count(*) FILTER (WHERE status = 'new'), count(*) FILTER (WHERE active) FROM orders
;;
SELECT string_agg(status, ',' ORDER BY created_at), array_agg(nope ORDER BY id) FROM orders
;;
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders
;;
SELECT sum(total) OVER w, rank() OVER (w ORDER BY id) FROM orders WINDOW w AS (PARTITION BY user_id)
;;
SELECT sum(total) OVER w FROM orders WINDOW w AS (PARTITION BY nope)
;;
SELECT total AS t, sum(total) OVER (ORDER BY t) FROM orders
;;
SELECT id FROM users LIMIT nope
;;
SELECT id FROM users LIMIT $1 OFFSET $2
;;
SELECT id FROM users FOR UPDATE
;;
SELECT u.id FROM users u FOR UPDATE OF u
;;
SELECT u.id FROM users u FOR UPDATE OF users
;;
SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id FOR SHARE OF o SKIP LOCKED
;;
SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id FOR SHARE OF x
;;
SELECT CASE WHEN active THEN name ELSE nope END FROM users
;;
SELECT CASE status WHEN 'a' THEN total ELSE 0 END AS c, coalesce(note, status), nullif(note, ''), greatest(total, id) FROM orders
;;
SELECT id::text, CAST(email AS varchar), created_at::date, 1::int, 'x'::text, true, NULL FROM users
;;
SELECT extract(year FROM created_at), created_at AT TIME ZONE 'UTC', current_date, current_user, now(), trim(name), position('a' in email), substring(email from 1 for 2) FROM users
;;
SELECT EXISTS (SELECT 1 FROM users WHERE email = $1)
;;
SELECT EXISTS (SELECT 1 FROM users WHERE mail = $1) AS found
;;
SELECT email COLLATE "C", (SELECT 1), (SELECT 1 AS q), ARRAY[1, 2], ROW(1, 2), array_length(tags, 1), meta->>'a', meta->'b' FROM users
;;
SELECT name IS NULL, active IS TRUE, name IS DISTINCT FROM email, email LIKE 'a%', id BETWEEN 1 AND 2, id IN (1, 2), id = ANY (ARRAY[1, 2]), NOT active FROM users
;;
SELECT (1, 2) = (1, 2, 3)
;;
SELECT (id, email) = ($1, $2) FROM users
;;
SELECT * FROM users TABLESAMPLE system (10) REPEATABLE (1)
;;
SELECT t.id FROM users AS t TABLESAMPLE bernoulli (nope)
;;
SELECT x.a FROM xmltable('/r' PASSING '<r/>'::xml COLUMNS a int PATH '@a', b text) AS x
;;
SELECT x.c FROM xmltable('/r' PASSING '<r/>'::xml COLUMNS a int PATH '@a', b text) AS x
;;
TABLE users
;;
TABLE nope
;;
SELECT u.name FROM ONLY users u
;;
SELECT array_agg(u) FROM users u
;;
SELECT json_agg(o.*) FROM orders o
;;
SELECT row_to_json(o), to_jsonb(nope) FROM orders o
;;
SELECT count(DISTINCT u.id), count(u.*) FROM users u
;;
SELECT jsonb_build_object('id', u.id, 'orders', (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'total', o.amount)) FROM orders o WHERE o.user_id = u.id)) FROM users u
;;
SELECT max(id), min(created_at) FROM users WHERE email ILIKE $1 AND (name IS NULL OR nam = $2)
;;
SELEC id FROM users
;;
SELECT id, FROM users
;;
SELECT id FROM users WHERE
;;
SELECT id FROM users WHERE id IN ()
;;
SELECT id FROM users WHERE id IN $1
;;
SELECT 'é', nope FROM users
;;
SELECT "é" FROM users WHERE name = 'ü' AND x = 1
;;
INSERT INTO users (email, name) VALUES ($1, $2)
;;
INSERT INTO users (email, nope) VALUES ($1, $2)
;;
INSERT INTO nope (email) VALUES ($1)
;;
INSERT INTO users (email, name) VALUES ($1)
;;
INSERT INTO users (email) VALUES ($1, $2)
;;
INSERT INTO users (email) VALUES (name)
;;
INSERT INTO users (email) VALUES (users.name)
;;
INSERT INTO users (email, name) VALUES ('a', 'b'), ('c')
;;
INSERT INTO users (email, name) VALUES ('a', 'b'), ('c', DEFAULT)
;;
INSERT INTO tree VALUES (1, NULL, 'x')
;;
INSERT INTO tree VALUES (1)
;;
INSERT INTO tree VALUES (1, 2, 'x', 4)
;;
INSERT INTO tree DEFAULT VALUES
;;
INSERT INTO tree (id, parent) SELECT id, user_id FROM orders
;;
INSERT INTO tree (id, parent) SELECT id FROM orders
;;
INSERT INTO tree (id) SELECT id, user_id FROM orders
;;
INSERT INTO tree (id, parent) SELECT nope, user_id FROM orders
;;
INSERT INTO tree AS t (id) VALUES (1) RETURNING t.id, label
;;
INSERT INTO tree AS t (id) VALUES (1) RETURNING tree.id
;;
INSERT INTO tree (id) VALUES (1) RETURNING *
;;
INSERT INTO tree (id) VALUES (1) RETURNING nope
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = excluded.name
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = excluded.nope
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = name
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = users.name WHERE users.active
;;
INSERT INTO users AS u (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = users.name
;;
INSERT INTO users AS u (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET name = u.name || excluded.name
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (nope) DO NOTHING
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (lower(email)) WHERE actve DO NOTHING
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT DO UPDATE SET name = 'x'
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET nope = 1
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO NOTHING RETURNING id, excluded.email
;;
INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET (name, tags) = (excluded.name, excluded.tags) RETURNING id
;;
INSERT INTO users (email, home.city) VALUES ($1, 'x')
;;
INSERT INTO users (email, tags[1]) VALUES ($1, 'x')
;;
INSERT INTO app.settings VALUES ('a', '{}')
;;
INSERT INTO active_users (id, email) VALUES (1, 'x')
;;
INSERT INTO active_users (id, mail) VALUES (1, 'x')
;;
INSERT INTO tree (id) (WITH a AS (SELECT 1 AS x) SELECT x FROM a)
;;
INSERT INTO tree (id) WITH a AS (SELECT 1 AS x) SELECT y FROM a
;;
INSERT INTO ident (a, c) VALUES (1, 'x') RETURNING id, b
;;
INSERT INTO scratch VALUES (1, 'x')
;;
INSERT INTO events VALUES ('2024-02-02', 'x', '{}')
;;
INSERT INTO tree (id, label) SELECT v.id, v.label FROM (VALUES (1, 'a')) AS v (id, label) WHERE NOT EXISTS (SELECT 1 FROM tree t WHERE t.id = v.id)
;;
UPDATE users SET name = $1 WHERE id = $2
;;
UPDATE users SET nope = $1 WHERE id = $2
;;
UPDATE users SET name = nope WHERE id = $2
;;
UPDATE users SET name = $1 WHERE nope = $2
;;
UPDATE nope SET name = $1
;;
UPDATE users u SET name = u.email WHERE users.id = 1
;;
UPDATE users u SET name = u.email WHERE u.id = 1 RETURNING u.id, name
;;
UPDATE users SET users.name = 'x'
;;
UPDATE users u SET u.name = 'x'
;;
UPDATE users SET home.city = 'x', tags[1] = 'y'
;;
UPDATE users SET (name, email) = ('a', 'b')
;;
UPDATE users SET (name, email) = ('a')
;;
UPDATE users SET (name, email) = ROW ('a', DEFAULT, 1)
;;
UPDATE users SET (name, email) = (SELECT status, note FROM orders WHERE user_id = users.id LIMIT 1)
;;
UPDATE users SET (name, email) = (SELECT status FROM orders)
;;
UPDATE users SET name = DEFAULT
;;
UPDATE orders SET total = u.id FROM users u WHERE u.id = orders.user_id
;;
UPDATE orders SET status = name FROM users WHERE users.id = user_id
;;
UPDATE orders SET status = 'x' FROM users WHERE id = user_id
;;
UPDATE orders SET status = 'x' FROM users WHERE users.id = user_id RETURNING users.email, orders.id, total
;;
UPDATE orders SET status = 'x' FROM users WHERE users.id = user_id RETURNING id
;;
UPDATE orders SET status = 'x' FROM users u JOIN tree t ON t.id = u.id WHERE u.id = orders.user_id AND t.label = status
;;
UPDATE orders SET status = 'x' FROM users u JOIN tree t ON t.id = orders.id WHERE u.id = orders.user_id
;;
UPDATE orders SET status = 'x' FROM (SELECT * FROM users WHERE id = orders.user_id) u
;;
UPDATE orders SET status = 'x' FROM LATERAL (SELECT * FROM users WHERE id = orders.user_id) u
;;
UPDATE orders o SET total = (SELECT sum(price * qty) FROM items i WHERE i.order_id = o.id)
;;
DELETE FROM users WHERE id = $1
;;
DELETE FROM users WHERE nope = $1
;;
DELETE FROM nope
;;
DELETE FROM orders USING users WHERE users.id = orders.user_id AND users.email = $1
;;
DELETE FROM orders USING users WHERE users.id = user_id AND id = 1
;;
DELETE FROM orders o USING users u WHERE u.id = o.user_id RETURNING o.*, u.email
;;
DELETE FROM orders o USING users u WHERE u.id = orders.user_id
;;
DELETE FROM orders WHERE id IN (SELECT id FROM orders WHERE total < 0 LIMIT 10) RETURNING id
;;
DELETE FROM orders AS o WHERE NOT EXISTS (SELECT FROM items WHERE order_id = o.id)
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN MATCHED THEN UPDATE SET label = o.status WHEN NOT MATCHED THEN INSERT (id, label) VALUES (o.id, o.status)
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN MATCHED THEN UPDATE SET nope = o.status
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN MATCHED AND o.nope THEN DELETE
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN NOT MATCHED THEN INSERT (id, label) VALUES (t.id, o.status)
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN NOT MATCHED THEN INSERT (id, label) VALUES (o.id)
;;
MERGE INTO tree t USING orders o ON t.id = o.id WHEN NOT MATCHED AND t.label = 'x' THEN DO NOTHING
;;
MERGE INTO tree USING (SELECT id AS oid, status FROM orders) o ON tree.id = o.oid WHEN MATCHED THEN DELETE
;;
MERGE INTO tree t USING nope o ON t.id = o.id WHEN MATCHED THEN DELETE
;;
MERGE INTO nope t USING orders o ON t.id = o.id WHEN MATCHED THEN DELETE
;;
EXPLAIN SELECT nope FROM users
;;
EXPLAIN ANALYZE DELETE FROM users WHERE id = 1
;;
DECLARE c CURSOR FOR SELECT nope FROM users
;;
CREATE VIEW v AS SELECT id, nope FROM users
;;
CREATE VIEW v AS SELECT id FROM users
;;
CREATE TABLE c AS SELECT id, nope FROM users
;;
CREATE TABLE c AS SELECT id, email FROM users
;;
CREATE MATERIALIZED VIEW c AS SELECT id, email FROM userss
;;
COPY (SELECT id, nope FROM users) TO '/dev/null'
;;
COPY (SELECT id, email FROM users) TO '/dev/null'
;;
COPY users (id, email) TO '/dev/null'
;;
COPY users (id, nope) TO '/dev/null'
;;
COPY nope TO '/dev/null'
;;
TRUNCATE users, nope
;;
LOCK TABLE nope IN EXCLUSIVE MODE
;;
REFRESH MATERIALIZED VIEW order_totals
;;
SELECT id INTO copied FROM users
;;
SELECT u.id FROM users u WHERE u.email = $1 AND EXISTS (SELECT 1 FROM app.settings s WHERE s.user_id = u.id AND s.key = $2 AND s.value ? 'x')
;;
SELECT t.id, (SELECT count(*) FROM tree c WHERE c.parent = t.id) AS children FROM tree t WHERE t.parent IS NOT DISTINCT FROM $1 ORDER BY children DESC, t.label
;;
SELECT a.id FROM users a, LATERAL (SELECT b.id FROM orders b WHERE b.user_id = a.id) x, LATERAL (SELECT sku FROM items WHERE order_id = x.id) y WHERE y.sku = 'q'
;;
SELECT o.id, i.n FROM orders o LEFT JOIN (SELECT order_id, count(*) AS n FROM items GROUP BY order_id) i ON i.order_id = o.id
;;
SELECT o.id, i.count FROM orders o LEFT JOIN (SELECT order_id, count(*) FROM items GROUP BY order_id) i ON i.order_id = o.id
;;
SELECT id, id AS id2, users.id AS "ID", u2.id FROM users JOIN users u2 USING (id)
;;
SELECT (SELECT (SELECT u.email FROM orders LIMIT 1) FROM items LIMIT 1) FROM users u
;;
SELECT (SELECT (SELECT total FROM orders WHERE id = i.order_id AND x.id = 1) FROM items i LIMIT 1) FROM users u
;;
SELECT id FROM users WHERE row(id, email) IN (SELECT id, status FROM orders)
;;
SELECT s.* FROM users u, LATERAL (SELECT u.*) s
;;
SELECT s.email, s.nope FROM users u, LATERAL (SELECT u.*) s
;;
SELECT case FROM users
