-- schema:
CREATE TYPE kind AS ENUM ('free', 'paid');
CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL, nick varchar(30), tenant int NOT NULL, kind kind NOT NULL DEFAULT 'free', deleted timestamptz, active boolean NOT NULL DEFAULT true, score int, code char(4), meta jsonb);
CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE deleted IS NULL;
CREATE UNIQUE INDEX users_nick ON users (tenant, lower(nick));
CREATE UNIQUE INDEX users_active ON users (tenant, email) WHERE active;
CREATE UNIQUE INDEX users_paid ON users (nick) WHERE kind = 'paid';
CREATE UNIQUE INDEX users_some ON users (code) WHERE kind IN ('free', 'paid') AND score IS NOT NULL;
CREATE UNIQUE INDEX users_known ON users (score) WHERE score > 10 OR deleted IS NULL;
CREATE TABLE plain (a int, b text, c int, UNIQUE (a, b));
CREATE UNIQUE INDEX plain_sum ON plain ((a + c));
CREATE UNIQUE INDEX plain_first ON plain (coalesce(b, ''), a) WHERE b <> 'x' AND c = 1;
CREATE TABLE dated (day date, slot int, room text, EXCLUDE USING btree (slot WITH =));
CREATE UNIQUE INDEX dated_day ON dated (date_trunc('month', day::timestamp));
-- statements:
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(email)) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(email)) WHERE deleted IS NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(email)) WHERE deleted IS NULL AND active DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(email)) WHERE deleted IS NOT NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(email)) WHERE active DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (upper(email)) WHERE deleted IS NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT ((lower(email))) WHERE users.deleted IS NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (email) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(nick)) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, lower(nick)) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (lower(nick), tenant) DO UPDATE SET nick = excluded.nick
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, lower(email)) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) WHERE active DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) WHERE active = true DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) WHERE active IS TRUE DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) WHERE NOT active DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (tenant, email) WHERE deleted IS NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (nick) WHERE kind = 'paid' DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (nick) WHERE 'paid' = kind DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (nick) WHERE kind = 'free' DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (nick) WHERE kind IN ('paid') DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (code) WHERE kind = 'free' AND score > 3 DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (code) WHERE kind = 'free' DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (code) WHERE kind IN ('free', 'paid') AND score IS NOT NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (score) WHERE deleted IS NULL DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (score) WHERE score > 10 DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (score) WHERE score > 20 DO NOTHING
;;
INSERT INTO users (email, tenant) VALUES ('a', 1) ON CONFLICT (score) WHERE tenant = 1 DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT ((a + c)) DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT ((c + a)) DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT ((a)) DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT ((a), (b)) DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT (b, a) DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT (a, coalesce(b, '')) WHERE b <> 'x' AND c = 1 DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT (a, coalesce(b, '')) WHERE b <> 'x' DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT (a, coalesce(b, 'y')) WHERE b <> 'x' AND c = 1 DO NOTHING
;;
INSERT INTO plain (a) VALUES (1) ON CONFLICT (a, coalesce(b, '')) WHERE false DO NOTHING
;;
INSERT INTO dated (day) VALUES ('2024-01-01') ON CONFLICT (slot) DO NOTHING
;;
INSERT INTO dated (day) VALUES ('2024-01-01') ON CONFLICT (date_trunc('month', day::timestamp)) DO NOTHING
;;
INSERT INTO dated (day) VALUES ('2024-01-01') ON CONFLICT (date_trunc('year', day::timestamp)) DO NOTHING
;;
INSERT INTO dated (day) VALUES ('2024-01-01') ON CONFLICT ON CONSTRAINT dated_slot_excl DO NOTHING
;;
SELECT id FROM users WHERE lower(email) = $1 AND deleted IS NULL
;;
SELECT id FROM users WHERE lower(email) = lower($1)
;;
SELECT id FROM users WHERE email = $1 AND tenant = $2 AND active
;;
SELECT id FROM users WHERE tenant = 1 AND lower(nick) = 'x'
