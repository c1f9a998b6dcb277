#!/bin/bash
# What tests/live/preflight.sh runs beside its server. Each step is a condition on what a run printed and how it ended.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

sql -c "CREATE ROLE auditor LOGIN PASSWORD 'sesame-secret'"
database() { sql -c "CREATE DATABASE $1"; conn="host=$PGHOST dbname=$1 user=auditor password=sesame-secret"; }

# --- SQLAlchemy ---

orm=$scratch/sqlalchemy
mkdir -p "$orm/migrations"
cat >"$orm/migrations/1_calls.sql" <<'SQL'
CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text, rating integer);
SQL
cat >"$orm/app.py" <<'PY'
from fastapi import FastAPI, Depends
from sqlalchemy import create_engine, Column, Integer, String
from sqlalchemy.orm import declarative_base, sessionmaker, Session

Base = declarative_base()
engine = create_engine("postgresql://localhost/app")
SessionLocal = sessionmaker(bind=engine)
app = FastAPI()


class Call(Base):
    __tablename__ = "calls"
    id = Column(Integer, primary_key=True)
    caller = Column(String, nullable=False)
    note = Column(String)
    rating = Column(Integer)


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get("/calls")
def calls(db: Session = Depends(get_db)):
    return db.query(Call).all()


@app.post("/calls")
def make(caller: str, db: Session = Depends(get_db)):
    call = Call(caller=caller)
    db.add(call)
    db.commit()
    return {}
PY
database alchemy
sql -d alchemy -f "$orm/migrations/1_calls.sql"
run snapshot "$orm" -o "$scratch/contract"
ok "SQLAlchemy: the contract holds what its statements name" grep -qx -- '-- need public.calls caller, id, note, rating' "$scratch/contract"
ok "with who names it" grep -qx -- '-- statement app.py#calls GET /calls' "$scratch/contract"
run preflight --contract "$scratch/contract" --db "$conn"
ok "all of it is there" both 0 'ok: database "alchemy" has 5 of 5 tables and columns'
run preflight "$orm" --json --db "$conn"
ok "as health+json, from the source" both 0 '"objects":5,"present":5'
sql -d alchemy -c 'ALTER TABLE calls DROP COLUMN rating'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a column that is not there is drift" both 1 'column "public.calls.rating" does not exist (app.py#calls GET /calls)'
ok "and told once" says 'drift: database: column'
sql -d alchemy -c 'ALTER TABLE calls ADD COLUMN rating integer, ADD COLUMN tenant integer NOT NULL'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a column the model does not map and the database demands is drift" both 1 'an INSERT gives no value for "public.calls.tenant", which is NOT NULL and has no default (app.py#make POST /calls)'
sql -d alchemy -c 'ALTER TABLE calls DROP COLUMN tenant' -c 'CREATE SCHEMA tenant_1' -c 'ALTER TABLE calls SET SCHEMA tenant_1'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a table that is in another schema alone proves nothing" both 0 'unknown: '
sql -d alchemy -c 'DROP TABLE tenant_1.calls'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a table that is nowhere does" both 1 'drift: database: table "public.calls" does not exist (app.py#calls GET /calls)'

# --- tables the program makes itself: create_all makes what is missing, and changes nothing that is there ---

orm=$scratch/own
mkdir "$orm"
sed '/^def get_db/i Base.metadata.create_all(engine)\n\n' "$scratch/sqlalchemy/app.py" >"$orm/app.py"
database own
run preflight "$orm" --db "$conn"
ok "a table that create_all makes may be missing before the first start" both 0 'unknown: '
sql -d own -c 'CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text)'
run preflight "$orm" --db "$conn"
ok "a column may not, once the table is there" both 1 'column "public.calls.rating" does not exist (app.py#calls GET /calls)'
sql -d own -c 'ALTER TABLE calls ADD COLUMN rating integer'
run preflight "$orm" --db "$conn"
ok "with it the build may start" both 0 'ok: database "own" has 5 of 5 tables and columns'

# --- Prisma ---

orm=$scratch/prisma
mkdir -p "$orm/prisma/migrations/20240101000000_init" "$orm/src"
echo '{"dependencies": {"@prisma/client": "^5.0.0", "express": "^4.19.2"}}' >"$orm/package.json"
cat >"$orm/prisma/schema.prisma" <<'PRISMA'
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Call {
  id      Int      @id @default(autoincrement())
  caller  String
  note    String?
  touched DateTime @updatedAt
}
PRISMA
cat >"$orm/prisma/migrations/20240101000000_init/migration.sql" <<'SQL'
CREATE TABLE "Call" ("id" SERIAL NOT NULL PRIMARY KEY, "caller" TEXT NOT NULL, "note" TEXT, "touched" TIMESTAMP(3) NOT NULL);
SQL
cat >"$orm/src/app.js" <<'JS'
const express = require('express');
const { PrismaClient } = require('@prisma/client');
const app = express();
const prisma = new PrismaClient();
app.get('/calls', async (req, res) => {
	try {
		res.json(await prisma.call.findMany({ select: { id: true, caller: true } }));
	} catch (err) {
		res.status(500).end();
	}
});
app.post('/calls', async (req, res) => {
	try {
		await prisma.call.create({ data: { caller: req.body.caller }, select: { id: true } });
		res.status(201).end();
	} catch (err) {
		res.status(500).end();
	}
});
JS
database prisma
sql -d prisma -f "$orm/prisma/migrations/20240101000000_init/migration.sql"
run preflight "$orm" --db "$conn"
ok "Prisma: all is there, and what the client fills itself is not missed" both 0 'ok: database "prisma" has '
sql -d prisma -c 'ALTER TABLE "Call" DROP COLUMN note'
run preflight "$orm" --db "$conn"
ok "a column nobody selects is not needed" ends 0
sql -d prisma -c 'ALTER TABLE "Call" RENAME COLUMN caller TO who' -c 'ALTER TABLE "Call" ALTER COLUMN who DROP NOT NULL'
run preflight "$orm" --db "$conn"
ok "a column that is selected is" both 1 'column "public.Call.caller" does not exist (src/app.js GET /calls)'
sql -d prisma -c 'ALTER TABLE "Call" RENAME COLUMN who TO caller' -c 'ALTER TABLE "Call" ADD COLUMN tenant integer NOT NULL'
run preflight "$orm" --db "$conn"
ok "a column the model does not know and the database demands is drift" both 1 'gives no value for "public.Call.tenant"'
sql -d prisma -c 'DROP TABLE "Call"'
run preflight "$orm" --db "$conn"
ok "a missing table is" both 1 'table "public.Call" does not exist'

# --- histories: Drizzle's is known by a moment and a digest, Alembic's by its heads ---

kit=$scratch/kit
mkdir -p "$kit/drizzle/meta"
echo '{"version": "7", "dialect": "postgresql", "entries": [{"idx": 0, "when": 1700000000000, "tag": "0000_a"}, {"idx": 1, "when": 1700000100000, "tag": "0001_b"}]}' >"$kit/drizzle/meta/_journal.json"
echo 'CREATE TABLE calls (id serial PRIMARY KEY);' >"$kit/drizzle/0000_a.sql"
echo 'ALTER TABLE calls ADD COLUMN note text;' >"$kit/drizzle/0001_b.sql"
database kit
sql -d kit -f "$kit/drizzle/0000_a.sql" -c 'CREATE SCHEMA drizzle' -c 'CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)' \
	-c "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('$(sha256sum <"$kit/drizzle/0000_a.sql" | cut -d' ' -f1)', 1700000000000)" \
	-c 'GRANT USAGE ON SCHEMA drizzle TO auditor' -c 'GRANT SELECT ON drizzle.__drizzle_migrations TO auditor'
run preflight "$kit" --db "$conn"
ok "Drizzle: a migration that was not run" both 1 'migration "0001_b.sql" was not run (drizzle.__drizzle_migrations)'
sql -d kit -f "$kit/drizzle/0001_b.sql" -c "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('$(sha256sum <"$kit/drizzle/0001_b.sql" | cut -d' ' -f1)', 1700000100000)"
run preflight "$kit" --db "$conn"
ok "both were" both 0 'ok: database "kit"'
run audit "$kit" --no-history --db "$conn" --preview
ok "and are what ran" [ "$(grep -cE "^  (error|warning|note)  drift/" "$scratch/out")" -eq 0 ]
echo 'ALTER TABLE calls ADD COLUMN note text; -- as of today' >"$kit/drizzle/0001_b.sql"
run audit "$kit" --no-history --db "$conn" --preview
ok "one that was changed since is told" says 'drift/migration-edited  drizzle/0001_b.sql'

tree=$scratch/heads
mkdir -p "$tree/alembic/versions"
for each in "a None" "b 'a'" "c 'a'" "d ('b','c')"; do
	printf "from alembic import op\nrevision = '%s'\ndown_revision = %s\ndef upgrade():\n    op.execute('CREATE TABLE t_%s (id integer PRIMARY KEY)')\n" "${each%% *}" "${each#* }" "${each%% *}" >"$tree/alembic/versions/${each%% *}.py"
done
database heads
sql -d heads -c 'CREATE TABLE t_a (id integer PRIMARY KEY)' -c 'CREATE TABLE t_b (id integer PRIMARY KEY)' -c 'CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)' \
	-c "INSERT INTO alembic_version VALUES ('b')" -c 'GRANT SELECT ON alembic_version TO auditor'
run snapshot "$tree" -o "$scratch/contract"
run preflight --contract "$scratch/contract" --db "$conn"
ok "Alembic: the other branch and the merge are missing" both 1 'migration "c" was not run (public.alembic_version), and 1 more'
sql -d heads -c "UPDATE alembic_version SET version_num = 'd'"
run preflight --contract "$scratch/contract" --db "$conn"
ok "at the merge, nothing is" both 0 'ok: database "heads"'

# --- nothing to check ---

mkdir "$scratch/nothing"
echo 'module.exports = 1;' >"$scratch/nothing/app.js"
run preflight "$scratch/nothing" --db "$conn"
ok "nothing to ask is not ok" both 0 'unknown: database: the program is not known to ask anything of it, so nothing was checked'
run preflight "$scratch/nothing" --json --db "$conn"
ok "nor in JSON" both 0 '"status":"warn"'
ok "where the state is unknown" says '"state":"unknown"'

# --- miniflux's drift, both ways: the shape of its column added with a release, and of its new demand on an INSERT ---

flux=$scratch/flux
mkdir -p "$flux/migrations"
echo 'module flux
go 1.21
require github.com/lib/pq v1.10.9' >"$flux/go.mod"
cat >"$flux/migrations/001_feeds.sql" <<'SQL'
CREATE TABLE feeds (id bigserial PRIMARY KEY, user_id integer NOT NULL, title text NOT NULL);
SQL
cat >"$flux/migrations/002_proxy.sql" <<'SQL'
ALTER TABLE feeds ADD COLUMN proxy_url text NOT NULL DEFAULT '';
SQL
cat >"$flux/main.go" <<'GO'
package main

import (
	"database/sql"
	"net/http"

	_ "github.com/lib/pq"
)

type storage struct{ db *sql.DB }

func (s *storage) feeds(user int) (*sql.Rows, error) {
	return s.db.Query(`SELECT f.id, f.title, f.proxy_url FROM feeds f WHERE f.user_id = $1`, user)
}

func (s *storage) create(user int, title string) error {
	_, err := s.db.Exec(`INSERT INTO feeds (user_id, title) VALUES ($1, $2)`, user, title)
	return err
}

func main() {
	db, err := sql.Open("postgres", "")
	if err != nil {
		panic(err)
	}
	s := &storage{db}
	http.HandleFunc("GET /v1/feeds", func(w http.ResponseWriter, r *http.Request) {
		rows, err := s.feeds(1)
		if err != nil {
			http.Error(w, "failed", 500)
			return
		}
		defer rows.Close()
	})
	http.HandleFunc("POST /v1/feeds", func(w http.ResponseWriter, r *http.Request) {
		if err := s.create(1, r.FormValue("title")); err != nil {
			http.Error(w, "failed", 500)
		}
	})
	http.ListenAndServe(":8080", nil)
}
GO
database flux
sql -d flux -f "$flux/migrations/001_feeds.sql" -c 'GRANT USAGE ON SCHEMA public TO auditor'
run audit "$flux" --no-history --db "$conn"
ok "binary newer than the database: the audit names the column" both 1 'Column "feeds.proxy_url" is declared here'
ok "the migration that was not run, and the route" says 'GET /v1/feeds'
run preflight "$flux" --db "$conn"
ok "so does preflight, with the route" both 1 'column f.proxy_url does not exist (main.go#feeds GET /v1/feeds)'
sql -d flux -f "$flux/migrations/002_proxy.sql"
run audit "$flux" --no-history --db "$conn"
ok "both of one age: nothing" ends 0
run preflight "$flux" --db "$conn"
ok "and preflight lets it start" both 0 'answers 2 of 2 statements'
sql -d flux -c "ALTER TABLE feeds ADD COLUMN category_id integer NOT NULL"
run audit "$flux" --no-history --db "$conn"
ok "database newer than the binary: the audit names the INSERT" both 1 'drift/insert-omits-required'
ok "its column, and the route" says 'category_id'
ok "that sends it" says 'POST /v1/feeds'
run preflight "$flux" --db "$conn"
ok "so does preflight" both 1 'an INSERT gives no value for "public.feeds.category_id", which is NOT NULL and has no default (main.go#create POST /v1/feeds)'

# The same program makes its tables itself when it starts, as miniflux does: before that they may be behind, after it not.
selfmade=$scratch/selfmade
mkdir "$selfmade"
cp "$flux/go.mod" "$selfmade/"
sed 's/^	s := &storage{db}/	db.Exec("CREATE TABLE IF NOT EXISTS feeds (id bigserial PRIMARY KEY, user_id integer NOT NULL, title text NOT NULL)")\n	db.Exec("ALTER TABLE feeds ADD COLUMN IF NOT EXISTS proxy_url text NOT NULL DEFAULT '"''"'")\n&/' "$flux/main.go" >"$selfmade/main.go"
sql -d flux -c 'ALTER TABLE feeds DROP COLUMN category_id, DROP COLUMN proxy_url'
run preflight "$selfmade" --db "$conn"
ok "a column the program adds when it starts may be missing before" both 0 ', 1 to be made by the program when it starts'
run preflight "$selfmade" --migrated --db "$conn"
ok "but not when that was done" both 1 'column f.proxy_url does not exist (main.go#feeds GET /v1/feeds)'
sql -d flux -f "$flux/migrations/002_proxy.sql"
run preflight "$selfmade" --migrated --db "$conn"
ok "with it there is nothing to wait for" both 0 'answers 2 of 2 statements'

# --- Redis that is still reading its file ---

redis-server --port 0 --unixsocket "$scratch/redis" --dir "$scratch" --save '' --daemonize no --enable-debug-command yes >/dev/null 2>&1 &
redis=$!
for _ in $(seq 50); do [ -S "$scratch/redis" ] && break; sleep 0.1; done
{ echo 'DEBUG POPULATE 200000 k 100'; echo SAVE; } | redis-cli -s "$scratch/redis" >/dev/null
kill $redis
wait $redis 2>/dev/null
redis-server --port 0 --unixsocket "$scratch/redis" --dir "$scratch" --save '' --daemonize no --key-load-delay 200 --loading-process-events-interval-bytes 1024 >/dev/null 2>&1 &
redis=$!
for _ in $(seq 50); do redis-cli -s "$scratch/redis" PING 2>&1 | grep -q LOADING && break; sleep 0.1; done
run preflight "$flux" --db "$conn" --redis "unix://$scratch/redis"
ok "Redis is loading: not there yet, and no drift" both 3 'redis: LOADING'
run preflight "$flux" --unreachable warn --json --db "$conn" --redis "unix://$scratch/redis"
ok "or a warning" both 0 '"status":"warn"'
kill -9 $redis
wait $redis 2>/dev/null || true

echo "1..$tests"
exit $wrong
