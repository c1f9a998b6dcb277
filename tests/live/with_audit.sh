#!/bin/bash
# What tests/live/audit.sh runs beside its server. Each step is a condition on what a run printed and how it ended.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

app=$scratch/app
mkdir -p "$app/migrations"
cat >"$app/migrations/1_calls.sql" <<'SQL'
CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text DEFAULT 'none' CHECK (note <> 'x'));
CREATE INDEX calls_caller ON calls (caller);
CREATE VIEW notes AS SELECT id, note FROM calls WHERE note IS NOT NULL;
SQL
cat >"$app/migrations/2_rating.sql" <<'SQL'
ALTER TABLE calls ADD COLUMN rating integer;
SQL
cat >"$app/app.js" <<'JS'
const express = require('express');
const { Pool } = require('pg');
const app = express();
const pool = new Pool();
app.get('/calls', async (req, res) => {
	try {
		res.json((await pool.query('SELECT id, caller, note FROM calls /* marker_one */')).rows);
	} catch (err) {
		res.status(500).end();
	}
});
app.post('/calls', async (req, res) => {
	try {
		await pool.query('INSERT INTO calls (caller) VALUES ($1) /* marker_two */', [req.body.caller]);
		res.status(201).end();
	} catch (err) {
		res.status(500).end();
	}
});
app.get('/best', async (req, res) => {
	try {
		res.json((await pool.query('SELECT id FROM calls WHERE note = \'ü\' ORDER BY rating /* marker_three */')).rows);
	} catch (err) {
		res.status(500).end();
	}
});
JS
sql -c "CREATE ROLE auditor LOGIN PASSWORD 'sesame-secret'" -c "CREATE ROLE stranger LOGIN PASSWORD 'sesame-secret'" -c 'CREATE DATABASE app'
sql -d app -f "$app/migrations/1_calls.sql" -c 'GRANT USAGE ON SCHEMA public TO auditor' -c 'REVOKE USAGE ON SCHEMA public FROM PUBLIC'
url="postgresql://auditor:sesame-secret@/app?host=$PGHOST&schema=public"
conn="host=$PGHOST dbname=app user=auditor password=sesame-secret"

# --- what it finds, and its history ---

start=$(wc -c <"$log")
run audit "$app" --db "$url"
ok "a column that was not migrated is found, with its route" both 1 'drift/column-missing'
ok "the route is named" says 'GET /best'
ok "the server accepts what is right" says '2 accepted, 1 refused'
ok "nothing is said twice" [ "$(grep -cE '^  (error|warning)' "$scratch/out")" -eq 1 ]

# Everything the server was sent: the guards, catalogue queries, and the statements' texts, which are parsed and never executed.
tail -c "+$((start + 1))" "$log" >"$scratch/log"
grep '^plumbline|' "$scratch/log" | sed 's/^plumbline|LOG:  *//; s/^duration: [0-9.]* ms *//' >"$scratch/sent"
ok "the server's log shows the statements being parsed" grep -qE '^parse <unnamed>: .*marker_two' "$scratch/sent"
ok "no statement is executed" [ "$(grep -E '^(execute|bind|statement)' "$scratch/sent" | grep -c marker_)" -eq 0 ]
limits='SET LOCAL lock_timeout = 250; SET LOCAL statement_timeout = 5000; SET LOCAL idle_in_transaction_session_timeout = 10000'
ok "simple statements are the guards alone" [ -z "$(grep '^statement:' "$scratch/sent" | sort -u | grep -vxE "statement: (BEGIN READ ONLY; ($limits; )?SET LOCAL search_path = ''|BEGIN READ ONLY; $limits|ROLLBACK)")" ]
# Each text is that of a file of audit/live/catalog, or the one question about the guards.
executed "$scratch/log" >"$scratch/executed"
catalogue_texts "$(psql -XAtc "SHOW server_version_num")" >"$scratch/known"
ok "what is executed are the questions of audit/live/catalog" [ -z "$(grep -v "^SELECT pg_catalog.current_setting('server_version_num'), " "$scratch/executed" | grep -vxFf "$scratch/known")" ]
ok "the ones about its state among them" [ "$(grep -c -- '-- into: live_' "$scratch/executed")" -eq "$(ls audit/live/catalog/state/*.sql | wc -l)" ]

run audit "$app" --db "$url"
ok "the second audit finds it again, nothing new" both 1 '0 new, 0 fixed since the last run, 1 still there'
sql -d app -f "$app/migrations/2_rating.sql"
run audit "$app" --db "$url"
ok "the third says it is fixed" both 0 '1 fixed'
run audit "$app" --db "$url" --format json
ok "as JSON" says '"accepted":3,"refused":0'
run check "$app"
ok "check keeps a history of its own" ends 0

# --- who may look, and what is said of secrets ---

run audit "$app" --db "host=$PGHOST dbname=app user=postgres password=keep-this-secret"
ok "a superuser is refused" ends 2
run audit "$app" --allow-superuser --db "host=$PGHOST dbname=app user=postgres password=keep-this-secret"
ok "unless it is insisted" ends 0
run audit "$app" --db "postgresql://auditor:wrong-secret@/app?host=$PGHOST"
ok "a wrong password: not reached" ends 3
ok "and not printed" [ "$(cat "$scratch/out" "$scratch/err" | grep -c 'wrong-secret')" -eq 0 ]
run audit "$app" --db "host=$PGHOST dbname=app user=stranger password=sesame-secret"
ok "a role with no grant at all reads the catalogue, and says what it could not ask" both 3 'GRANT USAGE ON SCHEMA'
ok "that is no finding" says '0 errors'
run preflight "$app" --db "host=$PGHOST dbname=app user=stranger password=sesame-secret"
ok "nor does preflight take it for drift" both 3 'GRANT USAGE ON SCHEMA'
DATABASE_URL=$url run audit "$app"
ok "DATABASE_URL names the database" ends 0
PLUMBLINE_DB=$url DATABASE_URL="postgresql://nobody@/nothing?host=$PGHOST" run audit "$app"
ok "PLUMBLINE_DB comes before it" ends 0
printf '[books]\nhost=%s\ndbname=app\nuser=auditor\npassword=sesame-secret\n' "$PGHOST" >"$scratch/services"
PGSERVICEFILE=$scratch/services run audit "$app" --db service=books
ok "a service file is read" ends 0
echo 'db: postgresql://elsewhere/' >"$app/.plumbline.yml"
run audit "$app"  --db "$url"
ok "the audited tree cannot name a database" ends 2
rm "$app/.plumbline.yml"
ok "no secret is kept anywhere" [ -z "$(grep -rlE 'sesame-secret|keep-this-secret|wrong-secret' "$scratch/cache" "$scratch/state" 2>/dev/null)" ]

# --- a table somebody holds ---

sql -d app -c "BEGIN" -c "LOCK TABLE calls IN ACCESS EXCLUSIVE MODE" -c "SELECT pg_sleep(30)" &
holder=$!
for _ in $(seq 50); do
	[ "$(psql -XAtc "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL" -d app)" -gt 0 ] && break
	sleep 0.1
done
run audit "$app" --db "$url"
ok "a locked table is unchecked, and no finding" both 3 'locked'
ok "nothing is said to be wrong" says '0 errors'
psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >/dev/null
wait $holder 2>/dev/null
run audit "$app" --db "$url"
ok "when it is free again all is checked" ends 0

# --- connections that break, many tables ---

many=$scratch/many
mkdir -p "$many/migrations"
for i in $(seq 3000); do echo "CREATE TABLE t$i (id serial PRIMARY KEY, parent_id integer, name text NOT NULL DEFAULT 'n$i'); CREATE INDEX ON t$i (parent_id);"; done >"$many/migrations/1.sql"
{ echo "const { Pool } = require('pg'); const pool = new Pool();"; for i in $(seq 3000); do echo "pool.query('SELECT id, name FROM t$i WHERE parent_id = \$1 /* $i */', [1]);"; done; } >"$many/app.js"
sql -c 'CREATE DATABASE many'
sql -d many -c 'SET client_min_messages = warning' -f "$many/migrations/1.sql" -c 'GRANT USAGE ON SCHEMA public TO auditor'
run audit "$many" --db "host=$PGHOST dbname=many user=auditor password=sesame-secret"
ok "3,000 tables and statements" both 0 '3000 texts asked, 3000 accepted, 0 refused'
echo "# $(tail -n 1 "$scratch/out")"
(
	for _ in 1 2 3; do
		sleep 0.9
		psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plumbline'" 2>/dev/null
	done >"$scratch/killed"
) &
killer=$!
run audit "$many" --no-history --db "host=$PGHOST dbname=many user=auditor password=sesame-secret"
wait $killer
ok "connections were broken" [ "$(grep -c t "$scratch/killed")" -gt 0 ]
ok "and opened again: everything is asked" both 0 '3000 texts asked, 3000 accepted, 0 refused'

# --- the server is stopped in the middle, and started again or not ---

bin=$PLUMBLINE_PG_BIN as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
control() { (cd "$PGHOST" && "${as[@]}" "$bin/pg_ctl" "$@" -D "$PGHOST/d" -m fast -w -t 20 >/dev/null 2>&1); }
trap 'control stop; rm -rf "$scratch"' EXIT
connected() { for _ in $(seq 100); do [ -n "$(psql -XAtc "SELECT 1 FROM pg_stat_activity WHERE application_name = 'plumbline'")" ] && return; sleep 0.05; done; return 1; }
start() { (cd "$PGHOST" && "${as[@]}" "$bin/pg_ctl" start -D "$PGHOST/d" -w -t 20 -l "$PGHOST/log.again" -o "-k $PGHOST -c listen_addresses=" >/dev/null 2>&1); }
(connected && control stop && echo stopped >"$scratch/stopped" && sleep 0.5 && start) &
stopper=$!
run audit "$many" --no-history --db "host=$PGHOST dbname=many user=auditor password=sesame-secret"
wait $stopper
ok "the server was stopped" [ -s "$scratch/stopped" ]
ok "it is waited for: everything is asked" both 0 '3000 texts asked, 3000 accepted, 0 refused'
rm -f "$scratch/stopped"
(connected && control stop && echo stopped >"$scratch/stopped") &
stopper=$!
run audit "$many" --no-history --db "host=$PGHOST dbname=many user=auditor password=sesame-secret"
wait $stopper
ok "it is stopped again" [ -s "$scratch/stopped" ]
ok "one that stays away: not reached, and no finding" [ "$code" -eq 3 -a "$(grep -c '^  error' "$scratch/out")" -eq 0 ]
start
ok "it is there again" psql -XAtc 'SELECT 1' -o /dev/null

# --- snapshot and preflight ---

run snapshot "$app" --build one -o "$scratch/contract"
ok "a snapshot is written" ends 0
run snapshot "$app" --build one -o "$scratch/again"
ok "the same tree gives the same bytes" cmp -s "$scratch/contract" "$scratch/again"
run snapshot "$app" --db "$url" -o "$scratch/live"
ok "of a database, too" grep -q '^CREATE TABLE public.calls' "$scratch/live"
run check "$app" --no-history --snapshot "$scratch/live"
ok "which is what the tree declares" both 0 '0 errors, 0 warnings'
run preflight --contract "$scratch/contract" --db "$conn"
ok "preflight: it may start" both 0 'ok: database "app" answers 3 of 3 statements'
run preflight --contract "$scratch/contract" --expect-build one --json --db "$conn"
ok "as health+json" both 0 '"status":"pass"'
run preflight --contract "$scratch/contract" --expect-build two --db "$conn"
ok "the contract of another build is refused" ends 2
run preflight "$app" --db "$conn"
ok "without a contract the source is read" ends 0
sed 's/marker_one/marker_two/' "$scratch/contract" >"$scratch/forged"
run preflight --contract "$scratch/forged" --db "$conn"
ok "a contract that was changed is refused" ends 2
sql -d app -c 'ALTER TABLE calls RENAME COLUMN rating TO stars'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a renamed column is drift" both 1 'column "rating" does not exist (app.js GET /best)'
PLUMBLINE_SKIP_PREFLIGHT=1 run preflight --contract "$scratch/contract" --db "$conn"
ok "the escape hatch lets it pass" ends 0
ok "loudly" grep -q 'NOTHING WAS CHECKED' "$scratch/err"
sql -d app -c 'ALTER TABLE calls RENAME COLUMN stars TO rating' -c 'ALTER TABLE calls ADD COLUMN tenant_id integer' -c 'ALTER TABLE calls ALTER COLUMN tenant_id SET NOT NULL'
run preflight --contract "$scratch/contract" --db "$conn"
ok "a column an INSERT must give is drift" both 1 'gives no value for "public.calls.tenant_id"'
run audit "$app" --no-history --db "$url"
ok "and a finding of the audit" both 1 'drift/insert-omits-required'
sql -d app -c 'ALTER TABLE calls DROP COLUMN tenant_id'
run preflight --contract "$scratch/contract" --db "host=$scratch dbname=app"
ok "no server: not reached" both 3 unreachable
run preflight --contract "$scratch/contract" --unreachable warn --db "host=$scratch dbname=app"
ok "or a warning" both 0 unreachable

# --- several databases ---

sql -c 'CREATE DATABASE bare'
run audit "$app" --no-history --db "$conn" --db "host=$PGHOST dbname=none user=auditor password=sesame-secret" --db "host=$PGHOST dbname=bare user=auditor password=sesame-secret"
ok "each is audited, whatever the one before it was" both 1 '--- database "bare" ---'
ok "and the first" says '--- database "app" ---'
ok "one that cannot be reached is told" grep -q 'database 2 of 3: .*"none" does not exist' "$scratch/err"
run preflight "$app" --db "$conn" --db "$conn"
ok "preflight is about one" ends 2

# --- Redis ---

redis() { redis-server --port 0 --unixsocket "$scratch/redis" --save '' --daemonize no "$@" >/dev/null 2>&1 & redis=$!; for _ in $(seq 50); do [ -S "$scratch/redis" ] && break; sleep 0.1; done; }
stop() { kill $redis; wait $redis 2>/dev/null; }
run preflight --contract "$scratch/contract" --db "$conn" --redis "unix://$scratch/redis"
ok "Redis is not there" both 3 'redis: '
redis
run preflight --contract "$scratch/contract" --db "$conn" --redis "unix://$scratch/redis"
ok "Redis answers" both 0 'redis answers'
stop
redis --requirepass open-secret --bind 127.0.0.1 --port 0
run preflight --contract "$scratch/contract" --db "$conn" --redis "unix://$scratch/redis"
ok "a Redis that wants a password refuses us" both 1 'NOAUTH'
stop
port=$((20000 + $$ % 20000))
redis --requirepass open-secret --bind 127.0.0.1 --port $port
run preflight --contract "$scratch/contract" --db "$conn" --redis "redis://:open-secret@127.0.0.1:$port/3"
ok "with the password it answers" both 0 'redis answers'
run preflight --contract "$scratch/contract" --db "$conn" --redis "redis://:wrong-secret@127.0.0.1:$port"
ok "with another it does not" ends 1
ok "and the password is not printed" [ "$(cat "$scratch/out" "$scratch/err" | grep -cE 'open-secret|wrong-secret')" -eq 0 ]
run preflight --contract "$scratch/contract" --db "$conn" --redis "rediss://127.0.0.1:$port"
ok "TLS to Redis is not built in: not passed for checked" ends 3
stop
run preflight --contract "$scratch/contract" --db "$conn" --redis "http://127.0.0.1"
ok "an address that is none" ends 2

echo "1..$tests"
exit $wrong
