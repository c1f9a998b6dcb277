-- schema:
CREATE TYPE level AS ENUM ('low', 'mid', 'high');
CREATE TABLE item (id serial PRIMARY KEY, name text NOT NULL CHECK (length(name) BETWEEN 2 AND 10), kind varchar(10) NOT NULL DEFAULT 'a' CHECK (kind IN ('a', 'b', 'c')), size int CHECK (size > 0 AND size <= 100), price numeric CHECK (price >= 0), level level CHECK (level <> 'mid'), low int, high int, CHECK (low < high), code text CHECK (code ~ '^[a-z]+$'), flag boolean NOT NULL DEFAULT true, note text CHECK (note IS NOT NULL OR size IS NULL), state text CHECK (state = 'on' OR state = 'off' OR state IS NULL), rate numeric(4,2) CHECK (rate < 1), word varchar(20) CHECK (char_length(word) > 2), odd int CHECK (NOT (odd IN (2, 4))));
CREATE TABLE filled (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('x', 'y')));
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.kind := 'x'; RETURN NEW; END $$;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON filled FOR EACH ROW EXECUTE FUNCTION fill();
-- statements:
INSERT INTO item (name) VALUES ('x')
;;
INSERT INTO item (name) VALUES ('good')
;;
INSERT INTO item (name) VALUES ('much too long a name')
;;
INSERT INTO item (name, kind) VALUES ('good', 'd')
;;
INSERT INTO item (name, kind) VALUES ('good', 'c')
;;
INSERT INTO item (name, size) VALUES ('good', 0)
;;
INSERT INTO item (name, size, note) VALUES ('good', 101, 'n')
;;
INSERT INTO item (name, size, note) VALUES ('good', 100, 'n'), ('good', -1, 'n')
;;
INSERT INTO item (name, price) VALUES ('good', -0.5)
;;
INSERT INTO item (name, price) VALUES ('good', 0)
;;
INSERT INTO item (name, level) VALUES ('good', 'mid')
;;
INSERT INTO item (name, level) VALUES ('good', 'low')
;;
INSERT INTO item (name, low, high) VALUES ('good', 5, 1)
;;
INSERT INTO item (name, state) VALUES ('good', 'of')
;;
INSERT INTO item (name, state) VALUES ('good', NULL), ('good', 'off')
;;
INSERT INTO item (name, rate) VALUES ('good', 0.999)
;;
INSERT INTO item (name, rate) VALUES ('good', 1)
;;
INSERT INTO item (name, word) VALUES ('good', 'ab')
;;
INSERT INTO item (name, odd) VALUES ('good', 4)
;;
INSERT INTO item (name, odd) VALUES ('good', 3)
;;
INSERT INTO item (name, code) VALUES ('good', 'A1')
;;
UPDATE item SET kind = 'z'
;;
UPDATE item SET kind = 'a', name = 'z'
;;
UPDATE item SET size = 1000 WHERE id = $1
;;
INSERT INTO item (name) VALUES ('good') ON CONFLICT (id) DO UPDATE SET kind = 'q'
;;
INSERT INTO filled (id, kind) VALUES (1, 'z')
;;
UPDATE filled SET kind = NULL
;;
INSERT INTO item (name) VALUES (NULL)
;;
INSERT INTO item (kind) VALUES ('a')
;;
UPDATE item SET name = NULL
;;
INSERT INTO item (name, flag) VALUES ('good', NULL)
;;
INSERT INTO item (name, flag) VALUES ('good', DEFAULT)
;;
INSERT INTO item (name) SELECT NULL
;;
INSERT INTO item DEFAULT VALUES
;;
WITH i AS (INSERT INTO item (name) VALUES (NULL) RETURNING id) SELECT id FROM i
