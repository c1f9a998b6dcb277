#!/bin/bash
# What tests/live/plan.sh runs beside its server.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

app=$scratch/app
mkdir -p "$app/migrations"
cat >"$app/migrations/1.sql" <<'SQL'
CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text, open boolean NOT NULL DEFAULT false);
CREATE TABLE guarded (id serial PRIMARY KEY, tenant uuid NOT NULL);
CREATE SEQUENCE tickets;
SQL
cat >"$app/app.js" <<'JS'
const express = require('express');
const { Pool } = require('pg');
const app = express();
const pool = new Pool();
app.get('/of/:caller', async (req, res) => {
	res.json((await pool.query('SELECT id FROM calls WHERE caller = $1', [req.params.caller])).rows);
});
app.get('/one/:id', async (req, res) => {
	res.json((await pool.query('SELECT caller FROM calls WHERE id = $1', [req.params.id])).rows);
});
app.get('/share', async (req, res) => {
	res.json((await pool.query('SELECT 100 / 0 AS share')).rows);
});
app.put('/calls/:id', async (req, res) => {
	await pool.query('INSERT INTO calls (id, caller) VALUES ($1, $2) ON CONFLICT (caller) DO UPDATE SET note = $3', [req.params.id, 'a', 'b']);
	res.end();
});
app.get('/tenant', async (req, res) => {
	res.json((await pool.query("SELECT id FROM guarded WHERE tenant = current_setting('app.tenant')::uuid")).rows);
});
app.post('/ticket', async (req, res) => {
	res.json((await pool.query("INSERT INTO calls (caller, note) VALUES (nextval('tickets')::text, $1) RETURNING id", [req.body.a])).rows);
});
app.delete('/calls', async (req, res) => {
	await pool.query('DELETE FROM calls');
	res.end();
});
JS
sql -c "CREATE ROLE auditor LOGIN PASSWORD 'sesame-secret'" -c 'CREATE DATABASE app'
sql -d app -f "$app/migrations/1.sql" -c "INSERT INTO calls (caller, open) SELECT 'c' || i, i % 2 = 0 FROM generate_series(1, 20000) i" -c 'ANALYZE' -c 'GRANT USAGE ON SCHEMA public TO auditor'
url="host=$PGHOST dbname=app user=auditor password=sesame-secret"

run audit "$app" --preview --db "$url"
ok "without being asked for, nothing is planned" [ "$(grep -c '^plumbline|.*EXPLAIN' "$log")" -eq 0 ]
ok "what only the planner sees is not seen" [ -z "$(grep 'division by zero' "$scratch/out")" ]
run audit "$app" --preview --level plan --db "$url"
ok "without rights on the tables: not planned, and no finding" [ -z "$(grep 'sequential-scan$\|permission denied for' "$scratch/out")" ]
ok "coverage says which right is missing" says 'no plan: the role may not do what the statement does'
ok "what needs no right is" both 1 'division by zero'
sql -d app -c 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO auditor' -c 'GRANT USAGE ON SEQUENCE tickets, calls_id_seq TO auditor'
start=$(wc -c <"$log")
run audit "$app" --preview --level plan --db "$url"
ok "a large table read from end to end" says 'The planner reads all of table "calls" for this statement, about 20000 rows, to keep about 1:'
ok "for the route that does, once" [ "$(grep -c 'query/sequential-scan' "$scratch/out")" -eq 1 -a -n "$(grep 'GET /of/:caller sends' "$scratch/out")" ]
ok "division by zero in constants" says 'division by zero'
ok "ON CONFLICT without a key is told once" [ "$(grep -c 'query/on-conflict-no-unique' "$scratch/out")" -eq 1 -a "$(grep -c 'query/refused' "$scratch/out")" -eq 1 ]
ok "what depends on our session proves nothing, and is unchecked" [ "$(grep -c 'unrecognized configuration' "$scratch/out")" -eq 1 -a -n "$(grep 'no plan: unrecognized configuration parameter' "$scratch/out")" ]
tail -c "+$((start + 1))" "$log" | grep '^plumbline|' >"$scratch/sent"
ok "a statement goes to the server to be parsed and explained, never to be run" [ -z "$(grep -E 'LOG: +(execute <unnamed>|statement): +(SELECT id|SELECT caller|SELECT 100|INSERT|DELETE|UPDATE)' "$scratch/sent")" ]
ok "what is sent besides are the guards" [ -z "$(grep -o 'LOG:  statement: .*' "$scratch/sent" | sort -u |
	grep -vxE "LOG:  statement: (BEGIN READ ONLY(; SET LOCAL [a-z_]+ = ([0-9]+|''))*|ROLLBACK|SET LOCAL plan_cache_mode = force_generic_plan|SAVEPOINT plumbline|ROLLBACK TO SAVEPOINT plumbline|DEALLOCATE plumbline_plan)")" ]
ok "nothing was changed: rows, sequence" [ "$(psql -XAtqc "SELECT (SELECT count(*) FROM calls) || ' ' || (SELECT is_called FROM tickets)" -d app)" = "20000 false" ]
run facts "$app" --level plan --db "$url" "SELECT count(*) || ' plans, dearest ' || max(cost > 100) FROM statement_plan WHERE unchecked IS NULL AND cost IS NOT NULL"
ok "costs are facts" both 0 '4 plans, dearest 1'
run audit "$app" --level plan --db "$url" --format json
ok "as JSON" ends 1

# --- a table somebody holds, and a connection that is cut ---

sql -d app -c BEGIN -c 'LOCK TABLE calls IN ACCESS EXCLUSIVE MODE' -c 'SELECT pg_sleep(20)' &
holder=$!
for _ in $(seq 50); do
	[ "$(psql -XAtc "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL" -d app)" -gt 0 ] && break
	sleep 0.1
done
run audit "$app" --level plan --db "$url"
ok "a locked table: unchecked, and the rest goes on" says 'division by zero'
psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >/dev/null
wait $holder 2>/dev/null
(for _ in $(seq 30); do psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plumbline' AND query LIKE '%EXPLAIN%'" -d app; sleep 0.02; done) >/dev/null 2>&1 &
run audit "$app" --preview --level plan --db "$url"
ok "a connection that is cut is opened again" says 'query/sequential-scan'
wait 2>/dev/null
echo "1..$tests"
exit $wrong
