-- schema:
CREATE TYPE pair AS (a int, b text);
CREATE TABLE t (id int PRIMARY KEY, g int NOT NULL, name text, short varchar(3), small smallint, cost numeric(4,1), p pair, at date);
CREATE TABLE u (id int PRIMARY KEY, t_id int REFERENCES t, v int, code char(2));
CREATE FUNCTION rows_of(n int) RETURNS SETOF int LANGUAGE sql AS 'SELECT generate_series(1, n)';
CREATE AGGREGATE last_of(int) (SFUNC = int4larger, STYPE = int);
-- statements:
SELECT id, rank() OVER w, sum(g) OVER (w ORDER BY id) FROM t WINDOW w AS (PARTITION BY g)
;;
SELECT id, rank() OVER v FROM t WINDOW w AS (PARTITION BY g)
;;
SELECT id, rank() OVER (v ORDER BY id) FROM t WINDOW w AS (PARTITION BY g)
;;
SELECT rank() OVER b FROM t WINDOW a AS (PARTITION BY g), b AS (a ORDER BY id)
;;
SELECT rank() OVER b FROM t WINDOW b AS (a ORDER BY id), a AS (PARTITION BY g)
;;
SELECT rank() OVER a FROM t WINDOW a AS (PARTITION BY g), a AS (ORDER BY id)
;;
SELECT rank() OVER (a PARTITION BY id) FROM t WINDOW a AS (ORDER BY g)
;;
SELECT rank() OVER (a ORDER BY id) FROM t WINDOW a AS (ORDER BY g)
;;
SELECT sum(id) OVER (a) FROM t WINDOW a AS (ORDER BY g ROWS 2 PRECEDING)
;;
SELECT id FROM t WHERE row_number() OVER () = 1
;;
SELECT id FROM t GROUP BY rank() OVER ()
;;
SELECT count(*) FROM t HAVING rank() OVER () = 1
;;
SELECT id FROM t ORDER BY rank() OVER (ORDER BY g)
;;
SELECT row_number() FROM t
;;
SELECT lower(name) OVER () FROM t
;;
SELECT sum(rank() OVER ()) OVER () FROM t
;;
SELECT sum(rank() OVER ()) FROM t
;;
SELECT rank() OVER (ORDER BY rank() OVER ()) FROM t
;;
SELECT count(DISTINCT g) OVER () FROM t
;;
SELECT string_agg(name, ',' ORDER BY id) OVER () FROM t
;;
SELECT rank() FILTER (WHERE g > 1) OVER (), sum(g) FILTER (WHERE g > 1) OVER () FROM t
;;
SELECT last_of(g) OVER (ORDER BY id), last_of(g) FILTER (WHERE id > 1) OVER () FROM t
;;
SELECT lower(DISTINCT name) FROM t
;;
SELECT lower(name ORDER BY id) FROM t
;;
SELECT lower(name) FILTER (WHERE true) FROM t
;;
UPDATE t SET g = rank() OVER ()
;;
UPDATE t SET g = 1 RETURNING rank() OVER ()
;;
SELECT id FROM t LIMIT rank() OVER ()
;;
SELECT a.id FROM t a JOIN u ON rank() OVER () = u.id
;;
SELECT generate_series(1, 3), id FROM t ORDER BY generate_series(1, 2)
;;
SELECT id FROM t WHERE generate_series(1, 3) = 1
;;
SELECT id FROM t WHERE id IN (SELECT generate_series(1, 3))
;;
SELECT id FROM t GROUP BY id, generate_series(1, 2)
;;
SELECT count(*) FROM t HAVING generate_series(1, 2) > 1
;;
SELECT a.id FROM t a JOIN u ON rows_of(3) = u.id
;;
SELECT id FROM t LIMIT rows_of(2)
;;
SELECT CASE WHEN id > 1 THEN generate_series(1, 2) ELSE 0 END FROM t
;;
SELECT coalesce(generate_series(1, 2), 0) FROM t
;;
SELECT sum(generate_series(1, 2)) FROM t
;;
SELECT sum(id) FILTER (WHERE generate_series(1, 2) > 1) FROM t
;;
SELECT sum(unnest(ARRAY[1, 2])) OVER () FROM t
;;
SELECT generate_series(1, generate_series(1, 3)), abs(generate_series(1, 2)) FROM t
;;
SELECT * FROM abs(generate_series(1, 2)) x
;;
SELECT * FROM generate_series(1, generate_series(1, 2)) x
;;
SELECT * FROM generate_series(1, (SELECT max(x) FROM generate_series(1, 2) x)) y
;;
INSERT INTO u (id, v) VALUES (generate_series(1, 2), 3)
;;
INSERT INTO u (id, v) VALUES (1, 2), (generate_series(1, 2), 3)
;;
VALUES (generate_series(1, 2))
;;
UPDATE u SET v = generate_series(1, 2)
;;
DELETE FROM u RETURNING generate_series(1, 2)
;;
SELECT rank() OVER (ORDER BY generate_series(1, 2)) FROM t
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id FOR UPDATE
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id FOR UPDATE OF t
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id FOR SHARE OF u
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE u.v = 1 FOR UPDATE
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id WHERE t.g = 1 FOR NO KEY UPDATE
;;
SELECT t.id FROM t RIGHT JOIN u ON u.t_id = t.id FOR UPDATE SKIP LOCKED
;;
SELECT t.id FROM t FULL JOIN u ON u.t_id = t.id FOR UPDATE
;;
SELECT t.id FROM t LEFT JOIN u ON u.t_id = t.id JOIN u w ON w.id = u.id FOR UPDATE
;;
SELECT t.id FROM t LEFT JOIN (u JOIN u w ON w.id = u.v) ON u.t_id = t.id FOR UPDATE OF w
;;
SELECT t.id FROM t LEFT JOIN (SELECT * FROM u) w ON w.t_id = t.id FOR UPDATE OF t
;;
SELECT t.id, rank() OVER () FROM t FOR UPDATE
;;
SELECT generate_series(1, 2) FROM t FOR UPDATE
;;
SELECT DISTINCT id FROM t FOR UPDATE
;;
SELECT id FROM t UNION SELECT id FROM u FOR UPDATE
;;
SELECT g, count(*) FROM t GROUP BY g FOR UPDATE
;;
SELECT g, name, grouping(g), sum(id) FROM t GROUP BY ROLLUP (g)
;;
SELECT g, grouping(name), sum(id) FROM t GROUP BY ROLLUP (g)
;;
SELECT g, name, grouping(g, name), sum(id) FROM t GROUP BY GROUPING SETS ((g, name), (g), ())
;;
SELECT id, name FROM t GROUP BY GROUPING SETS ((id, g), (id))
;;
SELECT g, lower(name) FROM t GROUP BY CUBE (g, lower(name)) ORDER BY g
;;
SELECT g, lower(name), upper(name) FROM t GROUP BY CUBE (g, lower(name))
;;
SELECT g::text, name FROM t GROUP BY g::text
;;
SELECT count(*), ctid FROM t
;;
SELECT g FROM t WHERE id = (SELECT count(t.g) FROM u)
;;
SELECT g, (SELECT count(t.id) FROM u) FROM t GROUP BY g
;;
SELECT g, (SELECT u.v + max(t.id) FROM u LIMIT 1) FROM t GROUP BY g
;;
SELECT a.id FROM t a JOIN u ON u.v = (SELECT max(a.id))
;;
SELECT * FROM t, LATERAL (SELECT max(t.id)) x
;;
SELECT * FROM count(1)
;;
SELECT ROW($1, id) FROM t
;;
SELECT ($1, $2::int)::pair, p = ROW(1, 'a')::pair FROM t
;;
UPDATE t SET p = ROW($1, $2)
;;
INSERT INTO t (id, g, p) VALUES (1, 2, ($1, 'x'))
;;
SELECT row_to_json(ROW($1, 2)) FROM t
;;
SELECT id FROM t WHERE (id, g) = ($1, $2) OR (id, g) IN (($3, 2))
;;
INSERT INTO t (id, g, short) VALUES (1, 2, 12345)
;;
INSERT INTO t (id, g, short) VALUES (1, 2, 'abcd'::text)
;;
INSERT INTO t (id, g, short) VALUES (1, 2, 'ab   ')
;;
INSERT INTO t (id, g, small) VALUES (1, 2, 40000::bigint), (2, 3, 7)
;;
INSERT INTO t (id, g, small) VALUES (1, 2, -32768), (2, 3, -32769)
;;
INSERT INTO t (id, g, cost) VALUES (1, 2, 1000)
;;
INSERT INTO t (id, g, cost) VALUES (1, 2, 999.95)
;;
INSERT INTO t (id, g, cost) VALUES (1, 2, '12345'), (2, 2, 999.94)
;;
INSERT INTO u (id, code) VALUES (1, 'abc'), (2, 123)
;;
UPDATE t SET short = 'abcd', small = 1
;;
UPDATE t SET short = CASE WHEN id > 1 THEN 'abcd' ELSE 'a' END
;;
SELECT g, name, grouping(g::int, name::text), sum(id) FROM t GROUP BY GROUPING SETS ((g, name), (g), ())
