-- schema:
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL, motto text);
CREATE TABLE person (id int PRIMARY KEY, team_id int REFERENCES team, name text NOT NULL, nick text, age int, born date, seen timestamptz NOT NULL DEFAULT now(), state state, tags text[], meta jsonb, score numeric NOT NULL DEFAULT 0, active boolean NOT NULL DEFAULT true, banned boolean);
CREATE TABLE post (id int PRIMARY KEY, person_id int NOT NULL REFERENCES person, title text, likes int NOT NULL, at timestamp);
CREATE UNIQUE INDEX person_nick ON person (lower(nick)) WHERE banned IS NULL;
CREATE UNIQUE INDEX post_title ON post (title) WHERE at IS NOT NULL;
CREATE TABLE parent (id int NOT NULL, note text NOT NULL);
CREATE TABLE child () INHERITS (parent);
ALTER TABLE child ALTER COLUMN note DROP NOT NULL;
CREATE VIEW people AS SELECT p.id, p.name, t.name AS team FROM person p LEFT JOIN team t ON t.id = p.team_id;
-- statements:
SELECT id, team_id, name, nick, age, score FROM person
;;
SELECT * FROM person WHERE nick IS NOT NULL AND age > 1
;;
SELECT nick, age, tags FROM person WHERE nick = $1 OR (nick LIKE 'a%' AND age = 2)
;;
SELECT nick FROM person WHERE NOT (nick IS NULL OR age IS NULL)
;;
SELECT nick, age FROM person WHERE lower(nick) = 'a' AND age + 1 < 5
;;
SELECT nick FROM person WHERE nick IN ('a', 'b', NULL)
;;
SELECT nick FROM person WHERE nick NOT IN ('a', 'b')
;;
SELECT nick FROM person WHERE NOT (nick IN ('a', 'b'))
;;
SELECT age FROM person WHERE NOT (age BETWEEN 1 AND 2)
;;
SELECT age, id FROM person WHERE age BETWEEN SYMMETRIC 2 AND 1
;;
SELECT nick FROM person WHERE nick IS DISTINCT FROM 'a'
;;
SELECT nick FROM person WHERE nick = ANY ($1)
;;
SELECT nick FROM person WHERE nick <> ALL ('{}')
;;
SELECT age FROM person WHERE age IN (SELECT likes FROM post)
;;
SELECT age FROM person WHERE NOT (age IN (SELECT likes FROM post WHERE false))
;;
SELECT banned, active FROM person WHERE banned
;;
SELECT banned FROM person WHERE NOT banned
;;
SELECT banned FROM person WHERE banned IS NOT TRUE
;;
SELECT banned FROM person WHERE banned IS FALSE
;;
SELECT p.name, t.id, t.name, t.motto FROM person p LEFT JOIN team t ON t.id = p.team_id
;;
SELECT p.name, t.id, t.name, p.team_id FROM person p LEFT JOIN team t ON t.id = p.team_id WHERE t.name = 'a'
;;
SELECT p.name, t.id, t.name, p.team_id FROM person p JOIN team t ON t.id = p.team_id
;;
SELECT p.name, p.team_id, team_id FROM person p JOIN team t USING (id) WHERE p.team_id = t.id
;;
SELECT t.name, p.id, x.id FROM team t LEFT JOIN (person p JOIN post x ON x.person_id = p.id) ON p.team_id = t.id
;;
SELECT t.name, p.id, x.id, x.title FROM team t LEFT JOIN (person p JOIN post x ON x.person_id = p.id) ON p.team_id = t.id WHERE x.likes > 0
;;
SELECT j.id, j.likes FROM team t LEFT JOIN (person p JOIN post x ON x.person_id = p.id) AS j (id, b, c, d, e, f, g, h, i, k, l, m, n, o, likes) ON j.b = t.id
;;
SELECT t.id, p.id, p.name FROM team t RIGHT JOIN person p ON p.team_id = t.id
;;
SELECT t.id, p.id FROM team t FULL JOIN person p ON p.team_id = t.id
;;
SELECT t.id, p.id FROM team t FULL JOIN person p ON p.team_id = t.id WHERE t.name IS NOT NULL
;;
SELECT id, t.name, p.name FROM team t FULL JOIN person p USING (id)
;;
SELECT id FROM team t LEFT JOIN person p USING (id)
;;
SELECT x.id, p.nick FROM team t LEFT JOIN person p ON p.team_id = t.id LEFT JOIN post x ON x.person_id = p.id WHERE x.id IS NOT NULL
;;
SELECT count(*), count(nick), sum(score), max(name), array_agg(id), bool_and(active), json_agg(name) FROM person
;;
SELECT team_id, count(*), sum(score), sum(age), max(name), array_agg(nick), string_agg(name, ','), min(nick), stddev(score) FROM person GROUP BY team_id
;;
SELECT state, sum(score) FILTER (WHERE active), count(*) FILTER (WHERE active) FROM person GROUP BY state
;;
SELECT name, active, sum(score), grouping(name) FROM person GROUP BY ROLLUP (name, active)
;;
SELECT name, sum(score) FROM person GROUP BY GROUPING SETS ((name), ())
;;
SELECT coalesce(nick, 'none'), coalesce(nick, state::text), coalesce(sum(score) OVER (), 0), greatest(age, 0), nullif(name, 'a') FROM person
;;
SELECT CASE WHEN age > 1 THEN 'a' ELSE name END, CASE WHEN age > 1 THEN 'a' END, CASE WHEN nick IS NULL THEN '' ELSE nick END, CASE WHEN nick IS NOT NULL THEN nick ELSE name END, CASE state WHEN 'open' THEN nick ELSE '' END FROM person
;;
SELECT CASE WHEN age > 1 THEN age ELSE 0 END, CASE WHEN age > 1 THEN 0 ELSE age END FROM person
;;
SELECT (SELECT name FROM team WHERE id = p.team_id), (SELECT count(*) FROM post WHERE person_id = p.id), (SELECT max(likes) FROM post), EXISTS (SELECT FROM post), ARRAY(SELECT nick FROM person), (SELECT p.name) FROM person p
;;
SELECT name || nick, name || 'x', score + 1, age * 2, age::text, score::int, name = nick, active AND banned, active OR true, NOT active, nick IS NULL, nick IS DISTINCT FROM name FROM person
;;
SELECT meta->'a', meta->>'a', meta || '{}', tags[1], tags || 'a'::text, ARRAY[nick], id = ANY(tags::int[]), name IN ('a', nick), name IN ('a', 'b') FROM person
;;
SELECT lower(name), upper(nick), length(name), now(), current_date, current_schema, random(), concat(nick, age), concat_ws(nick, 'a'), format('%s', nick), to_char(seen, 'YYYY'), extract(year FROM seen), date_trunc('day', seen), md5(name), jsonb_build_object('a', nick), to_jsonb(nick), to_jsonb(name), array_length(tags, 1), cardinality(ARRAY[nick]), split_part(name, 'a', 1), substring(name FROM 'z'), regexp_match(name, 'a'), nullif(1, 1) FROM person
;;
SELECT extract(month FROM at), date_trunc('month', seen), age(seen), seen - now(), to_char(at, 'MM') FROM person JOIN post ON person_id = person.id WHERE at IS NOT NULL
;;
SELECT row_number() OVER (), rank() OVER (ORDER BY age), lag(name) OVER (ORDER BY id), lead(name, 1, 'x') OVER (ORDER BY id), first_value(name) OVER (ORDER BY id), count(*) OVER (PARTITION BY age), sum(score) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) FROM person
;;
SELECT name FROM person UNION SELECT nick FROM person
;;
SELECT name, 1 FROM person UNION ALL SELECT name, likes FROM team JOIN post ON true
;;
SELECT nick FROM person INTERSECT SELECT name FROM team
;;
SELECT name FROM person EXCEPT SELECT nick FROM person
;;
WITH a AS (SELECT id, nick FROM person WHERE nick IS NOT NULL), b AS (SELECT a.id, t.name FROM a LEFT JOIN team t ON t.id = a.id) SELECT a.nick, b.id, b.name FROM a JOIN b ON a.id = b.id
;;
WITH RECURSIVE r AS (SELECT 1 AS n, name AS m FROM team UNION ALL SELECT n + 1, NULL FROM r WHERE n < 3) SELECT n, m FROM r
;;
SELECT s.n, s.m FROM (SELECT max(age) AS n, count(*) AS m FROM person WHERE false) s
;;
SELECT v.a, v.b FROM (VALUES (1, 'x'), (2, NULL)) v (a, b)
;;
SELECT g, e.key, e.value, x.ordinality, u FROM person, generate_series(1, 2) g, jsonb_each_text(meta) e, unnest(tags) WITH ORDINALITY x (u)
;;
SELECT * FROM ROWS FROM (generate_series(1, 3), generate_series(1, 2)) AS g (a, b)
;;
SELECT generate_series(1, 3), generate_series(1, 2), unnest(ARRAY['a', NULL])
;;
SELECT p.id, l.title, l.n FROM person p LEFT JOIN LATERAL (SELECT title, p.score AS n FROM post WHERE person_id = p.id LIMIT 1) l ON true
;;
SELECT p.id, l.title, l.n FROM person p CROSS JOIN LATERAL (SELECT max(title) AS title, p.score AS n FROM post WHERE person_id = p.id) l
;;
SELECT id, note FROM parent
;;
SELECT id, name, team FROM people
;;
INSERT INTO team (id, name) VALUES (100, 'a') RETURNING id, name, motto, coalesce(motto, '')
;;
INSERT INTO team (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET motto = NULL RETURNING *
;;
INSERT INTO team (id, name) VALUES (1, 'a') ON CONFLICT DO NOTHING RETURNING *
;;
UPDATE person SET nick = NULL WHERE nick IS NOT NULL RETURNING id, nick
;;
UPDATE person p SET nick = t.motto FROM team t WHERE t.id = p.team_id AND t.motto IS NOT NULL RETURNING p.id, p.team_id, t.id, t.motto, p.nick
;;
UPDATE person p SET nick = t.motto FROM post x LEFT JOIN team t ON t.id = x.id WHERE x.person_id = p.id RETURNING p.name, t.name, x.likes
;;
DELETE FROM post WHERE title IS NOT NULL RETURNING title, at, likes
;;
SELECT id, nick FROM person WHERE lower(nick) = lower($1) AND banned IS NULL
;;
SELECT * FROM post WHERE title = 'a' AND at > '2000-01-01'
;;
SELECT * FROM post WHERE title = 'a'
;;
SELECT t.*, p.* FROM team t LEFT JOIN person p ON lower(p.nick) = lower(t.name) AND p.banned IS NULL WHERE t.id = 1
;;
SELECT max(id) FROM person HAVING count(*) > 3
;;
SELECT count(*) FROM person LIMIT 1 OFFSET 1
;;
SELECT name FROM team WHERE id = (SELECT team_id FROM person LIMIT 1)
;;
UPDATE team SET motto = 'x' WHERE id = $1 RETURNING *
;;
DELETE FROM person p USING team t WHERE p.id = $1 AND NOT EXISTS (SELECT FROM post WHERE person_id = p.id) RETURNING p.id
