#!/bin/bash
# What tests/live/push.sh runs beside its server.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

one() { psql -XAtqc "$1" -d "${2:-fleet}"; }
is() { [ "$(one "$1" "${3:-fleet}")" = "$2" ]; }

# app NAME: a project with one finding of error level, one table read and one written
app() {
	mkdir -p "$scratch/$1/migrations"
	echo 'CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text); CREATE TABLE logs (what text);' >"$scratch/$1/migrations/1.sql"
	cat >"$scratch/$1/app.js" <<-'JS'
		const express = require('express');
		const { Pool } = require('pg');
		const app = express();
		const pool = new Pool();
		app.get('/calls', async (req, res) => {
			res.json((await pool.query('SELECT id, note FROM calls')).rows);
		});
		app.post('/logs', async (req, res) => {
			await pool.query('INSERT INTO logs (what, whom) VALUES ($1, $2)', [req.body.a, req.body.b]);
			res.status(201).end();
		});
	JS
}
# home N COMMAND…: on a machine of its own
home() { XDG_STATE_HOME=$scratch/state$1 XDG_CACHE_HOME=$scratch/cache$1 "${@:2}"; }

app billing
app search
sql -c "CREATE ROLE owner LOGIN PASSWORD 'sesame-secret'" -c "CREATE ROLE sender LOGIN PASSWORD 'sesame-secret'" -c "CREATE ROLE stranger LOGIN PASSWORD 'sesame-secret'" \
	-c 'CREATE DATABASE fleet OWNER owner' -c 'CREATE DATABASE crowd OWNER owner'
owner="postgresql://owner:sesame-secret@/fleet?host=$PGHOST"
sender="host=$PGHOST dbname=fleet user=sender password=sesame-secret"

run push "$scratch/billing" --to "$owner"
ok "nothing to send yet" [ "$code" -eq 3 -a -n "$(grep 'no run of' "$scratch/err")" ]
run check "$scratch/billing"
run push "$scratch/billing"
ok "no store is named" [ "$code" -eq 2 -a -n "$(grep -e --to "$scratch/err")" ]
DATABASE_URL=$owner run push "$scratch/billing"
ok "the application's database is no store" ends 2
run push "$scratch/billing" --to "$sender"
ok "the store has to be made, by one who may" [ "$code" -eq 3 -a -n "$(grep 'has to be made' "$scratch/err")" ]
run push "$scratch/billing" --to "$owner"
ok "a run is sent, and the store is made for it" both 0 '1 run of "billing" sent'
run push "$scratch/billing" --to "$owner"
ok "a run is sent once" both 0 '0 runs of "billing" sent; 1 had been sent before'
ok "whole: the run, what it found, what it uses" is "SELECT count(*), (SELECT count(*) FROM plumbline.finding), (SELECT count(*) FROM plumbline.use WHERE column_name = '') FROM plumbline.run" '1|1|2'
ok "with its coverage" is "SELECT routes, statements, checked, exit_code, service, command FROM plumbline.run" '2|2|2|1|billing|check'

# --- a role that may add and not read ---

run push "$scratch/billing" --to "$sender"
ok "a role without rights is told which it needs" [ "$code" -eq 3 -a -n "$(grep 'INSERT on run, finding and use' "$scratch/err")" ]
sql -d fleet -c 'GRANT USAGE ON SCHEMA plumbline TO sender' -c 'GRANT SELECT ON plumbline.schema_version TO sender' -c 'GRANT INSERT ON plumbline.run, plumbline.finding, plumbline.use TO sender'
sed -i 's/id, note/id/' "$scratch/billing/app.js"
run check "$scratch/billing"
run push "$scratch/billing" --to "$sender"
ok "INSERT is enough" both 0 '1 run of "billing" sent'
run push "$scratch/billing" --all --to "$sender"
ok "so it is for runs that are there" both 0 '0 runs of "billing" sent; 2 had been sent before'
ok "it reads nothing" [ -n "$(PGPASSWORD=sesame-secret psql -X -U sender -d fleet -c 'SELECT * FROM plumbline.finding' 2>&1 | grep 'permission denied')" ]
run push "$scratch/billing" --to "host=$PGHOST dbname=fleet user=stranger password=wrong-secret"
ok "a wrong password is not printed" [ "$code" -eq 3 -a -z "$(grep -h wrong-secret "$scratch/out" "$scratch/err")" ]
printf '[store]\nhost=%s\ndbname=fleet\nuser=sender\npassword=sesame-secret\n' "$PGHOST" >"$scratch/services"
PGSERVICEFILE=$scratch/services run push "$scratch/billing" --to service=store --format json
ok "a service file, and JSON" both 0 '"service":"billing","sent":0,"there":1'

# --- names ---

run push "$scratch/billing" --to "$sender" --service 'acme/über billing'
ok "the name of a run that is there stays" is "SELECT string_agg(DISTINCT service, ',') FROM plumbline.run" billing
if command -v git >/dev/null; then
	(cd "$scratch/search" && git init -q . && git remote add origin https://robot:hidden-token@git.example/acme/search.git && mkdir -p api && mv app.js migrations api/)
	run check "$scratch/search/api"
	run push "$scratch/search/api" --to "$sender"
	ok "the remote's name, and the folder below" both 0 '1 run of "acme/search/api" sent'
	ok "no token of the remote" [ -z "$(one 'SELECT * FROM plumbline.run' | grep -e hidden -e robot)" ]
fi
echo 'service: catalogue' >"$scratch/billing/.plumbline.yml"
run check "$scratch/billing"
run push "$scratch/billing" --to "$sender"
ok "the configuration's" both 0 'of "catalogue" sent'
run push "$scratch/billing" --to "$sender" --all
ok "nothing twice" both 0 '0 runs'
rm "$scratch/billing/.plumbline.yml"

# --- what people ask of it: the queries of the page ---

queries=0 failing=0
while IFS= read -r -d '' query; do
	queries=$((queries + 1))
	one "$query" >"$scratch/answer$queries" 2>"$scratch/why" || { failing=$((failing + 1)); cat "$scratch/why" >&2; }
done < <(awk '/^```sql/ { on = 1; next } /^```/ && on { on = 0; printf "%c", 0 } on' docs/fleet.md)
ok "every query of docs/fleet.md runs" [ "$queries" -ge 6 -a "$failing" -eq 0 ]
ok "which services read a table" is "SELECT string_agg(DISTINCT service, ',' ORDER BY service) FROM plumbline.table_use WHERE table_name = 'calls' AND role = 'read'" 'acme/search/api,billing,catalogue'
ok "which write it, through which route" is "SELECT DISTINCT route FROM plumbline.table_use WHERE table_name = 'logs' AND role = 'insert'" 'POST /logs'
ok "a column that only an older run read is no longer read" is "SELECT string_agg(service, ',') FROM plumbline.column_use WHERE table_name = 'calls' AND column_name = 'note'" 'acme/search/api'
ok "the first look at a service makes nothing new" is 'SELECT count(*) FROM plumbline.new_finding' 0
sleep 1
sed -i "s/SELECT id FROM calls/SELECT id, gone FROM calls/" "$scratch/billing/app.js"
run check "$scratch/billing"
run push "$scratch/billing" --to "$sender"
ok "new this week" is "SELECT service, rule, file FROM plumbline.new_finding" 'billing|query/unknown-column|app.js'
sql -d fleet -c "UPDATE plumbline.run SET started_at = started_at - interval '9 days'" -c "UPDATE plumbline.finding SET seen_at = seen_at - interval '9 days'"
ok "next week it no longer is" is "SELECT (SELECT count(*) FROM plumbline.new_finding) || ' of ' || (SELECT count(*) > 3 FROM plumbline.open_finding)" '0 of true'
sql -d fleet -c "ANALYZE" -c "INSERT INTO plumbline.run (uid, service, command, started_at, duration_ms, version, exit_code, fresh, fixed, still)
	SELECT gen_random_uuid(), 's' || i % 100, 'check', now() - i * interval '1 minute', 1, '0', 0, 0, 0, 0 FROM generate_series(1, 2000) i" \
	-c "INSERT INTO plumbline.use SELECT uid, 'public', 't' || j, '', 'read', 1, 1, NULL FROM plumbline.run, generate_series(1, 50) j WHERE service LIKE 's%'" -c ANALYZE
ok "a table's readers are found by an index" [ -n "$(one "EXPLAIN SELECT * FROM plumbline.table_use WHERE table_name = 't7'" | grep use_table)" ]

# --- many at once ---

crowd="postgresql://owner:sesame-secret@/crowd?host=$PGHOST"
for i in $(seq 12); do
	home "$i" "$program" check "$scratch/billing" -q >/dev/null 2>&1
done
for i in $(seq 12); do
	home "$i" timeout 120 "$program" push "$scratch/billing" --service "s$i" --to "$crowd" >"$scratch/push$i" 2>&1 &
done
failed=0
for job in $(jobs -p); do wait "$job" || failed=$((failed + 1)); done
code=$failed
ok "twelve machines push at once into a store that is not there yet" ends 0
ok "each run is there once" is "SELECT count(*), count(DISTINCT service), (SELECT count(*) FROM plumbline.finding), (SELECT count(*) FROM plumbline.schema_version) FROM plumbline.run" "12|12|$(one "SELECT 12 * count(*) FROM plumbline.finding f WHERE run_uid = (SELECT uid FROM plumbline.run LIMIT 1)" crowd)|1" crowd
run check "$scratch/billing" --no-cache
for i in $(seq 12); do
	timeout 120 "$program" push "$scratch/billing" --service same --to "$crowd" >"$scratch/push$i" 2>&1 &
done
failed=0
for job in $(jobs -p); do wait "$job" || failed=$((failed + 1)); done
code=$failed
ok "twelve push the same run" ends 0
ok "one of them has sent it" [ "$(cat "$scratch"/push* | grep -c '^1 run')" -eq 1 -a "$(cat "$scratch"/push* | grep -c 'sent before')" -eq 11 ]
ok "it is there once, whole" is "SELECT count(*), (SELECT count(*) FROM plumbline.finding WHERE service = 'same') FROM plumbline.run WHERE service = 'same'" \
	"1|$(one "SELECT count(*) FROM plumbline.finding WHERE service = 's1'" crowd)" crowd

# --- a server that sends us away ---

sql -d crowd -c "ALTER DATABASE crowd SET default_transaction_isolation = 'serializable'" -c 'SET client_min_messages = warning' -c 'TRUNCATE plumbline.run CASCADE'
for _ in $(seq 8); do run check "$scratch/billing" --no-cache; done
(while :; do one "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plumbline'" crowd; sleep 0.05; done) >/dev/null 2>&1 &
killer=$!
for i in $(seq 3); do
	timeout 120 "$program" push "$scratch/billing" --all --service torn --to "$crowd" >"$scratch/push$i" 2>&1 &
done
sleep 1.5
kill $killer
wait 2>/dev/null
run push "$scratch/billing" --all --service torn --to "$crowd"
ok "connections are cut again and again: what is asked once more goes through" ends 0
ok "no run is there in part" is "SELECT count(*) FROM plumbline.run r WHERE r.statements > 0 AND NOT EXISTS (SELECT 1 FROM plumbline.use u WHERE u.run_uid = r.uid)" 0 crowd
ok "and none twice" is "SELECT count(*) - count(DISTINCT uid) FROM plumbline.run" 0 crowd

# --- texts that are none ---

mkdir -p "$scratch/odd/migrations"
cp "$scratch/billing/migrations/1.sql" "$scratch/odd/migrations/"
cp "$scratch/billing/app.js" "$scratch/odd/$(printf 'caf\351\ttab.js')"
run check "$scratch/odd"
run push "$scratch/odd" --to "$owner"
ok "a name of a file that is no UTF-8" both 0 '1 run of "odd" sent'
ok "its bytes become question marks, its tab stays" is "SELECT DISTINCT file FROM plumbline.finding WHERE service = 'odd'" "$(printf 'caf?\ttab.js')"

# --- versions ---

sql -d fleet -c 'INSERT INTO plumbline.schema_version (version) VALUES (99)'
run push "$scratch/billing" --to "$sender"
ok "a store of a newer release is left alone" [ "$code" -eq 3 -a -n "$(grep 'made by a newer release' "$scratch/err")" ]
ok "no secret is kept anywhere" [ -z "$(grep -rlE 'sesame-secret|keep-this-secret|wrong-secret' "$scratch"/cache* "$scratch"/state* 2>/dev/null)" ]
echo "1..$tests"
exit $wrong
