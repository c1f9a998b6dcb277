-- schema:
CREATE TABLE a (id int PRIMARY KEY, x int, y text, b_id int);
CREATE TABLE b (id int PRIMARY KEY, x int, z text, c_id int);
CREATE TABLE c (id int PRIMARY KEY, w jsonb, tags text[], at timestamptz);
CREATE TABLE d (k text, v numeric, a_id int, PRIMARY KEY (k, a_id));
CREATE TYPE pair AS (l int, r text);
CREATE TABLE p (id int, one pair, many pair[], whole a);
CREATE FUNCTION rows_of(int) RETURNS SETOF b LANGUAGE sql AS 'SELECT * FROM b WHERE id = $1';
CREATE FUNCTION pairs() RETURNS SETOF pair LANGUAGE sql AS 'SELECT one FROM p';
CREATE FUNCTION over_int(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION over_int(text) RETURNS text LANGUAGE sql AS 'SELECT ''a''::text';
CREATE VIEW ab AS SELECT a.id AS a_id, b.id AS b_id, a.y, b.z FROM a JOIN b ON b.id = a.b_id;
-- statements:
WITH q AS (SELECT a.id, b.z FROM a LEFT JOIN b ON b.id = a.b_id), r AS (SELECT q.*, c.at FROM q, c WHERE c.id = q.id) SELECT r.id, r.z, r.at, count(d.*) AS n FROM r LEFT JOIN d ON d.a_id = r.id GROUP BY r.id, r.z, r.at HAVING count(d.k) > 0 ORDER BY n DESC, r.at
;;
WITH RECURSIVE walk (id, depth, path) AS (SELECT a.id, 0, ARRAY[a.id] FROM a WHERE a.b_id IS NULL UNION ALL SELECT a.id, walk.depth + 1, walk.path || a.id FROM a JOIN walk ON walk.id = a.b_id WHERE NOT a.id = ANY (walk.path)), leaf AS (SELECT w.id FROM walk w WHERE NOT EXISTS (SELECT 1 FROM a WHERE a.b_id = w.id)) SELECT leaf.id, walk.depth FROM leaf JOIN walk USING (id)
;;
SELECT o.id, (SELECT jsonb_agg(jsonb_build_object('z', i.z, 'c', (SELECT k.w FROM c k WHERE k.id = i.c_id)) ORDER BY i.x) FROM b i WHERE i.id = o.b_id) AS deep FROM a o WHERE o.x > (SELECT avg(s.x) FROM a s WHERE s.y = o.y)
;;
SELECT t1.id, t2.n, t3.m FROM a t1 CROSS JOIN LATERAL (SELECT count(*) AS n FROM b t2 WHERE t2.x = t1.x) t2 LEFT JOIN LATERAL (SELECT t2.n + max(v) AS m FROM d WHERE d.a_id = t1.id) t3 ON t3.m > t2.n
;;
SELECT j.id, j.z, el.value ->> 'n' AS n FROM (a JOIN b ON b.id = a.b_id) AS j (id, x, y, b_id, id2, x2, z), c CROSS JOIN LATERAL jsonb_array_elements(c.w) AS el WHERE c.id = j.id2
;;
SELECT g.tag, g.pos, s.i FROM c, LATERAL unnest(c.tags) WITH ORDINALITY AS g (tag, pos), generate_series(1, g.pos::int) AS s (i) WHERE c.at > now() - interval '1 day'
;;
INSERT INTO a AS t (id, x, y) SELECT b.id, coalesce(b.x, m.mx), b.z FROM b, (SELECT max(x) AS mx FROM a) m WHERE NOT EXISTS (SELECT 1 FROM a e WHERE e.id = b.id) ON CONFLICT (id) DO UPDATE SET x = excluded.x + t.x, y = CASE WHEN excluded.y IS NULL THEN t.y ELSE excluded.y END WHERE t.x IS DISTINCT FROM excluded.x RETURNING t.id, x, (SELECT z FROM b WHERE b.id = t.b_id) AS z
;;
UPDATE a SET x = s.total, y = upper(s.name) FROM (SELECT b.id, sum(d.v) AS total, max(d.k) AS name FROM b JOIN d ON d.a_id = b.id GROUP BY b.id) s JOIN c ON c.id = s.id WHERE s.id = a.b_id AND c.at IS NOT NULL RETURNING a.id, s.total, c.at
;;
DELETE FROM d USING a JOIN b ON b.id = a.b_id WHERE d.a_id = a.id AND b.z = d.k AND EXISTS (SELECT 1 FROM c WHERE c.id = b.c_id AND c.tags @> ARRAY[d.k]) RETURNING d.k, a.y, b.z
;;
WITH moved AS (DELETE FROM a WHERE id = $1 RETURNING *), kept AS (INSERT INTO b (id, x, z) SELECT moved.id, moved.x, moved.y FROM moved RETURNING id, z) UPDATE c SET w = to_jsonb(kept) FROM kept WHERE kept.id = c.id RETURNING c.id, kept.z
;;
MERGE INTO a USING (SELECT b.id, b.z, d.v FROM b LEFT JOIN d ON d.a_id = b.id) s ON a.id = s.id WHEN MATCHED AND s.v > a.x THEN UPDATE SET x = s.v::int, y = a.y || s.z WHEN MATCHED THEN DELETE WHEN NOT MATCHED AND s.z IS NOT NULL THEN INSERT (id, y) VALUES (s.id, s.z)
;;
SELECT x, count(*), sum(v) FILTER (WHERE k = 'q') AS s, rank() OVER (PARTITION BY x ORDER BY count(*) DESC) AS r FROM a JOIN d ON d.a_id = a.id GROUP BY x ORDER BY r, s NULLS LAST LIMIT 10
;;
SELECT DISTINCT ON (a.y) a.y AS label, b.z, first_value(b.x) OVER w AS f FROM a, b WHERE a.b_id = b.id WINDOW w AS (PARTITION BY a.y ORDER BY b.id) ORDER BY label, b.z
;;
(SELECT id, y AS name FROM a WHERE x = 1 ORDER BY b_id LIMIT 2) UNION ALL SELECT b.id, b.z FROM b WHERE EXISTS (SELECT FROM a WHERE a.b_id = b.id) UNION ALL (VALUES (1, 'q')) ORDER BY name, id
;;
SELECT (p.one).l, (p.one).r, (p.many[1]).r, (p.whole).y, (p.whole).b_id FROM p
;;
SELECT (one).*, (whole).* FROM p
;;
SELECT (p.one).q FROM p
;;
SELECT (p.whole).z FROM p
;;
SELECT u.l, u.r FROM p, unnest(p.many) AS u
;;
SELECT u.l, u.q FROM p, unnest(p.many) AS u
;;
SELECT r.z, r.c_id FROM a, rows_of(a.b_id) r
;;
SELECT r.z, r.y FROM a, rows_of(a.b_id) r
;;
SELECT l, r FROM pairs()
;;
SELECT t.l, t.n FROM pairs() WITH ORDINALITY AS t (l, r, n)
;;
SELECT o FROM over_int(1) AS o
;;
SELECT ab.a_id, z, y FROM ab JOIN d USING (a_id)
;;
SELECT ab.a_id, x FROM ab JOIN d USING (a_id)
;;
SELECT id FROM a NATURAL JOIN b
;;
SELECT id, x, y, z FROM a NATURAL JOIN b
;;
SELECT id, x, y, z, w FROM a NATURAL JOIN b JOIN c USING (id)
;;
SELECT a.id, b.id, c.id, id FROM a FULL JOIN b USING (id) FULL JOIN c USING (id)
;;
SELECT k.id, k.x, a.y FROM a JOIN b USING (id, x) AS k
;;
SELECT k.y FROM a JOIN b USING (id, x) AS k
;;
SELECT (SELECT y FROM b WHERE b.id = a.b_id) FROM a
;;
SELECT id FROM a WHERE x IN (SELECT x FROM b WHERE z IN (SELECT k FROM d WHERE v > y::numeric))
;;
SELECT id FROM a WHERE x IN (SELECT x FROM b WHERE z IN (SELECT k FROM d WHERE v > w))
;;
SELECT id FROM a WHERE (x, y) = (SELECT x, z FROM b LIMIT 1)
;;
SELECT id FROM a WHERE (x, y) = (SELECT x FROM b LIMIT 1)
;;
SELECT s.id FROM (SELECT * FROM a) s, (SELECT s.id) t
;;
SELECT s.id FROM (SELECT * FROM a) s, LATERAL (SELECT s.id, q.* FROM (SELECT s.x) q) t
;;
SELECT t.x, t.id FROM (SELECT * FROM a) s, LATERAL (SELECT s.id, q.* FROM (SELECT s.x) q) t
;;
SELECT count(*) FROM a JOIN b ON a.b_id = b.id JOIN c ON c.id = b.c_id AND c.at > (SELECT max(at) FROM c WHERE c.id <> b.id) WHERE b.z LIKE $1 || '%'
;;
SELECT a.id FROM a LEFT JOIN (b JOIN c ON c.id = b.c_id LEFT JOIN d ON d.k = b.z AND d.a_id = c.id) ON b.id = a.b_id WHERE c.at IS NULL OR d.v > 0
;;
SELECT a.id FROM a LEFT JOIN (b JOIN c ON c.id = a.b_id) ON b.id = a.b_id
;;
SELECT a.id FROM a JOIN b ON c.id = b.c_id JOIN c ON c.id = b.c_id
;;
SELECT t.a, t.b FROM (SELECT 1, 2) t (a, b) JOIN (VALUES (1, 'x')) v (a, c) USING (a) WHERE c = 'x'
;;
SELECT a FROM (SELECT 1, 2) t (a, b) JOIN (VALUES (1, 'x')) v (a, c) USING (a) WHERE d = 'x'
;;
SELECT max(a.x) AS id, b.id AS m FROM a, b GROUP BY m ORDER BY id
;;
SELECT a.x AS z FROM a, b GROUP BY z ORDER BY z
;;
SELECT a.x AS q FROM a GROUP BY q + 1
;;
SELECT a.x AS q FROM a WHERE q = 1
;;
SELECT x AS id FROM a ORDER BY a.id
;;
SELECT x AS id FROM a ORDER BY id + 1
;;
SELECT x AS q FROM a ORDER BY -q
;;
WITH q AS (SELECT 1 AS n) SELECT (SELECT n FROM q) + m FROM (WITH q AS (SELECT 2 AS m) SELECT m FROM q) s
;;
WITH q AS (SELECT 1 AS n) SELECT (SELECT m FROM q) FROM (WITH q AS (SELECT 2 AS m) SELECT m FROM q) s
;;
WITH q AS (SELECT 1 AS n) SELECT s.n FROM (WITH q AS (SELECT 2 AS m) SELECT n FROM q) s
;;
WITH q (n) AS (VALUES (1), (2)), r AS (TABLE q) SELECT r.n, q.n FROM r, q
;;
WITH q AS (INSERT INTO a (id) VALUES (1) RETURNING id), r AS (SELECT id FROM a) SELECT q.id, r.id, a.id FROM q, r, a
;;
WITH q AS (UPDATE a SET x = 1 FROM b WHERE b.id = a.b_id RETURNING a.id, b.z AS bz, *) SELECT bz, y FROM q
;;
SELECT ALL a.* , b.id AS "b.id" FROM a , b ORDER BY "b.id"
;;
SELECT a.id FROM a WHERE a.id = ANY (SELECT unnest(tags)::int FROM c WHERE c.id = a.b_id)
;;
SELECT array_agg(DISTINCT a.y ORDER BY a.y) FILTER (WHERE a.x > b.x), json_object_agg(b.id, a.*) FROM a JOIN b ON true
;;
SELECT CASE a.x WHEN 1 THEN (SELECT z FROM b WHERE id = a.b_id) ELSE y END FROM a
;;
SELECT a.y || b.z AS yz, lower(a.y), a.x::bigint, (a.x + 1)::text, -a.x, NOT (a.x = 1) FROM a, b
;;
SELECT x.id FROM (a JOIN b ON a.b_id = b.id) x
;;
SELECT x.y FROM (a JOIN b ON a.b_id = b.id) x
;;
SELECT a.ctid, b.xmax, x.tableoid FROM a, b, ONLY c x
;;
SELECT s.ctid FROM (SELECT * FROM a) s
;;
SELECT s.ctid FROM (SELECT ctid, * FROM a) s
;;
SELECT excluded.id FROM a
;;
UPDATE a SET x = b.x FROM b WHERE b.id = a.b_id AND a.y = (SELECT z FROM b WHERE id = a.id) RETURNING *
;;
UPDATE a AS t SET x = t.x + 1, (y, b_id) = (SELECT b.z, b.c_id FROM b WHERE b.id = t.id) WHERE t.id IN (SELECT a.id FROM a)
;;
DELETE FROM a AS t WHERE a.id = 1
;;
INSERT INTO a (id, x) SELECT id, x FROM a RETURNING a.id, b_id
;;
INSERT INTO a (id, x) SELECT a.id, x FROM b
;;
INSERT INTO a (id, x) VALUES ((SELECT max(id) + 1 FROM a), (SELECT x FROM b WHERE b.id = a.id))
;;
SELECT c.w -> 'a' ->> 'b' AS q, c.w #>> '{a,b}', c.w @> $1, c.tags[1:2], c.at AT TIME ZONE 'UTC' FROM c WHERE c.w ? 'k' AND c.at BETWEEN $2 AND $3
;;
SELECT x.* FROM a, jsonb_to_record(a.y::jsonb) AS x (q int, r text) WHERE x.q = a.x
;;
SELECT x.s FROM a, jsonb_to_record(a.y::jsonb) AS x (q int, r text) WHERE x.q = a.x
;;
SELECT a, a.a, b FROM a, b
;;
SELECT to_jsonb(a) || jsonb_build_object('b', to_jsonb(b.*)) FROM a LEFT JOIN b ON b.id = a.b_id
;;
SELECT to_jsonb(s) - 'id' FROM (SELECT a.id, a.y FROM a) s
;;
SELECT * FROM a ORDER BY (SELECT count(*) FROM b WHERE b.x = a.x), nope
;;
SELECT sum(x) FROM a GROUP BY (SELECT z FROM b WHERE b.id = a.b_id)
;;
SELECT lag(x) OVER (PARTITION BY y ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), sum(x) OVER (ORDER BY nope) FROM a
;;
SELECT * FROM a, b WHERE a.id = b.id AND (b.x, a.x) IN ((1, 2), (3, 4)) FOR UPDATE OF a, b
