#!/bin/bash
# What tests/live/database.sh runs beside its server. Each step is a condition on what a run printed and how it ended.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

app=$scratch/app
mkdir -p "$app/migrations"
cat >"$app/migrations/1.sql" <<'SQL'
CREATE TABLE users (id serial PRIMARY KEY, email text NOT NULL);
CREATE TABLE calls (id serial PRIMARY KEY, user_id integer REFERENCES users (id), caller text, day date);
CREATE INDEX calls_day ON calls (day);
CREATE UNLOGGED TABLE notes (id bigint PRIMARY KEY, call_id integer);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER stamp BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE FUNCTION lend() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'DELETE FROM calls WHERE id = 0';
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON users USING (id = current_setting('app.user')::integer);
CREATE VIEW mails AS SELECT email FROM users;
SQL
cat >"$app/app.js" <<'JS'
const express = require('express');
const { Pool } = require('pg');
const app = express();
const pool = new Pool();
pool.on('error', console.error);
app.get('/calls', async (req, res) => {
	try {
		res.json((await pool.query('SELECT id, caller FROM calls WHERE caller = $1', [req.query.caller])).rows);
	} catch (err) {
		res.status(500).end();
	}
});
app.post('/calls', async (req, res) => {
	try {
		await pool.query('INSERT INTO calls (caller) VALUES ($1)', [req.body.caller]);
		res.status(201).end();
	} catch (err) {
		res.status(500).end();
	}
});
app.post('/notes', async (req, res) => {
	try {
		await pool.query('INSERT INTO notes (id) VALUES ($1)', [req.body.id]);
		res.status(201).end();
	} catch (err) {
		res.status(500).end();
	}
});
JS
sql -c "CREATE ROLE auditor LOGIN PASSWORD 'sesame-secret'" -c "CREATE ROLE owner LOGIN PASSWORD 'sesame-secret'" -c 'CREATE DATABASE app' -c 'CREATE DATABASE other'
sql -d app -f "$app/migrations/1.sql" -c 'ALTER TABLE users OWNER TO owner' -c 'GRANT SELECT ON mails TO auditor'
conn="host=$PGHOST dbname=app user=auditor password=sesame-secret"
audit() { run audit "$app" --no-history --preview --profile strict --rule 'database/*' "$@" --db "$conn"; }
facts() { timeout 60 "$program" facts --db "$conn" "$app" "$1" | sed 1d; }
# One finding of a rule, with words of its message.
finds() { audit --rule "$1" --format json; grep -F "\"rule\":\"$1\"" "$scratch/out" | grep -qF -- "$2"; }
silent() { audit --rule "$1" --format json; ! grep -qF "\"rule\":\"$1\",\"level\"" "$scratch/out"; }
waits_for() { for _ in $(seq 100); do [ -n "$(psql -XAtc "$1" -d "${2:-app}")" ] && return; sleep 0.05; done; return 1; }

# --- sequences, indexes, triggers, tables ---

audit
ok "a sequence that is not ours to read is unknown, with the grant" says 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO auditor;'
ok "and its rule did not run" says 'needs sequences'
ok "so are the sessions of others" says 'GRANT pg_read_all_stats TO auditor;'
sql -d app -c 'GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO auditor' -c "SELECT setval('calls_id_seq', 2000000000)"
ok "a sequence near its end, with its route" finds database/sequence-exhaustion 'Sequence \"calls_id_seq\" has used 93 % of the numbers it has room for (2000000000 of 2147483647): every INSERT fails then. 2 routes use it'
ok "one that never counted is far from it" [ "$(grep -c users_id_seq "$scratch/out")" -eq 0 ]
sql -d app -c 'INSERT INTO calls (id, caller) VALUES (1, $$a$$), (2, $$a$$)'
psql -XAtq -d app -c 'CREATE UNIQUE INDEX CONCURRENTLY calls_caller ON calls (caller)' >/dev/null 2>&1
ok "an index that CREATE INDEX CONCURRENTLY left behind" finds database/invalid-index 'Index \"calls_caller\" on \"calls\" (caller) is invalid: doubles may be in the table'
psql -XAtq -d app -c 'BEGIN' -c 'LOCK TABLE calls IN SHARE UPDATE EXCLUSIVE MODE' -c 'SELECT pg_sleep(30)' >/dev/null 2>&1 &
holder=$!
waits_for "SELECT 1 FROM pg_locks WHERE mode = 'ShareUpdateExclusiveLock' AND relation = 'calls'::regclass"
ok "but not while somebody may be making it" silent database/invalid-index
psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND pid <> pg_backend_pid()" >/dev/null
wait $holder 2>/dev/null
sql -d app -c 'DROP INDEX calls_caller'
ok "nor when it is gone" silent database/invalid-index
sql -d app -c 'ALTER TABLE users DISABLE TRIGGER ALL'
ok "a trigger that is switched off" finds database/disabled-trigger 'Trigger \"stamp\" on table \"users\" is switched off'
ok "and the foreign key it took with it" grep -qF 'Foreign key \"calls_user_id_fkey\"' "$scratch/out"
sql -d app -c 'ALTER TABLE users ENABLE TRIGGER ALL'
ok "not when they are on again" silent database/disabled-trigger
ok "an unlogged table a route inserts into" finds database/unlogged-table 'Table \"notes\" is UNLOGGED'
sql -d app -c "INSERT INTO calls (id, caller) SELECT n, 'x' FROM generate_series(10, 20010) n" -c "SELECT count(*) FROM calls" -c 'SELECT pg_sleep(0.7)'
ok "rows nobody analysed" finds database/stale-statistics 'of table \"calls\"'
sql -d app -c 'ANALYZE calls'
ok "until somebody does" silent database/stale-statistics
{ for _ in $(seq 110); do echo 'SELECT count(*) FROM calls;'; done; echo 'SELECT pg_sleep(0.7);'; } | sql -d app
ok "a table read whole, and the route that does it" finds database/sequential-scans 'GET /calls filters it by \"caller\", which no index leads with'
sql -d app -c 'ALTER TABLE calls SET (autovacuum_enabled = off)' -c "UPDATE calls SET caller = 'y' WHERE id < 100" -c 'SELECT pg_sleep(0.7)'
ok "autovacuum off for a table that is changed, and for the server" finds database/autovacuum-off 'Autovacuum is off for table \"calls\"'
ok "which the tests' server has switched off" grep -qF 'Autovacuum is off for the whole server' "$scratch/out"
ok "and fsync with it" finds database/unsafe-setting 'Setting \"fsync\" is off'

# --- roles and rights ---

ok "a view that shows what a policy hides" finds database/view-bypasses-row-security 'View \"mails\" reads table \"users\"'
ok "a function that lends a superuser's rights to everybody" finds database/security-definer-public '\"lend()\", which runs with the rights of \"postgres\", a superuser'
PGPASSWORD=sesame-secret PGAPPNAME=api psql -XAtq -U owner -d app -c 'SELECT pg_sleep(40)' >/dev/null 2>&1 &
waits_for "SELECT 1 FROM pg_stat_activity WHERE application_name = 'api'"
ok "an owner that connects passes its table's policies" finds database/row-security-bypassed 'role \"owner\", as which 1 session is open, owns it'
ok "for whom no timeout is set" finds database/session-guards-unset 'For role \"owner\", as which 1 session is open, \"statement_timeout\" and \"idle_in_transaction_session_timeout\" are not set'
sql -c "ALTER ROLE owner SET statement_timeout = '30s'" -c "ALTER DATABASE app SET idle_in_transaction_session_timeout = '60s'"
ok "until the role and the database set them" silent database/session-guards-unset
sql -c "ALTER DATABASE app RESET idle_in_transaction_session_timeout" -c "ALTER SYSTEM SET idle_in_transaction_session_timeout = '60s'" -c 'SELECT pg_reload_conf()'
waits_for "SELECT 1 FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout' AND setting = '60000'"
ok "or the server does, behind our own guards" silent database/session-guards-unset
sql -c "ALTER SYSTEM RESET idle_in_transaction_session_timeout" -c 'SELECT pg_reload_conf()'
sql -c "ALTER ROLE owner SET search_path = gone, public"
ok "a search path to nowhere" finds database/search-path-unknown-schema 'role \"owner\" names schema \"gone\"'
sql -c 'ALTER ROLE owner SUPERUSER'
ok "an application that is superuser" finds database/application-role-rights '1 session of role \"owner\" is open, and it is superuser'
sql -c 'ALTER ROLE owner NOSUPERUSER'

# --- sessions, locks, slots ---

sql -d app -c 'BEGIN' -c "INSERT INTO notes (id) VALUES (7)" -c "PREPARE TRANSACTION 'order-17'"
ok "a transaction prepared a moment ago is nobody's business" silent database/prepared-transaction
ok "but it is seen" [ "$(facts 'SELECT gid, owner FROM live_prepared')" = "order-17	postgres" ]
sql -d app -c "ROLLBACK PREPARED 'order-17'"
sql -d app -c "SELECT pg_create_logical_replication_slot('warehouse', 'pgoutput')"
ok "a slot nobody reads" [ "$(facts 'SELECT name, kind, plugin, active, retained < 1000000 FROM live_slot')" = "warehouse	logical	pgoutput	0	1" ]
ok "keeps little yet" silent database/replication-slot
sql -d app -c "SELECT pg_drop_replication_slot('warehouse')"
psql -XAtq -d app -c 'BEGIN' -c 'LOCK TABLE calls IN ACCESS EXCLUSIVE MODE' -c 'SELECT pg_sleep(60)' >/dev/null 2>&1 &
holder=$!
waits_for "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation = 'calls'::regclass"
psql -XAtq -d app -c 'SELECT 1 FROM calls /* waiting */' >/dev/null 2>&1 &
waits_for "SELECT 1 FROM pg_locks WHERE NOT granted"
sleep 5.2
ok "who waits for a lock, and for whom, without any grant" finds database/blocked-query 'AccessShareLock on \"calls\", which process'
ok "the state of others is not shown" [ "$(facts 'SELECT blocking_state IS NULL FROM live_lock_wait')" = 1 ]
sql -c 'GRANT pg_read_all_stats TO auditor'
ok "with the grant it is" [ "$(facts 'SELECT blocking_state FROM live_lock_wait')" = active ]
ok "and sessions are seen, never what they sent" [ "$(facts "SELECT count(*) FROM live_session WHERE application = 'api' AND state = 'active'")" = 1 ]
audit
ok "then nothing is hidden" [ "$(grep -c 'Unknown for lack' "$scratch/out")" -eq 0 ]
ok "no text of another session is printed" [ "$(cat "$scratch/out" "$scratch/err" | grep -cE 'pg_sleep|waiting')" -eq 0 ]
psql -XAtqc "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()" >/dev/null
wait $holder 2>/dev/null

# --- who may see what: docs/auditing.md has this table ---

tier() {
	local who="host=$PGHOST dbname=app user=$1 password=sesame-secret"
	timeout 60 "$program" facts --db "$who" "$app" "SELECT (SELECT group_concat(domain || ' ' || state, ', ') FROM (SELECT DISTINCT domain, state FROM coverage
		WHERE domain IN ('locks', 'roles', 'sequences', 'sessions', 'settings', 'statistics') ORDER BY domain)) || ', statements ' || (SELECT sum(sqlstate = '00000') || '/' || count(*) FROM prepare_result)" | sed 1d
}
sql -d app -c 'REVOKE USAGE ON SCHEMA public FROM PUBLIC' -c "CREATE ROLE nobody LOGIN PASSWORD 'sesame-secret'" -c "CREATE ROLE looker LOGIN PASSWORD 'sesame-secret'" -c 'GRANT USAGE ON SCHEMA public TO looker, auditor' \
	-c "CREATE ROLE monitor LOGIN PASSWORD 'sesame-secret'" -c 'GRANT pg_monitor TO monitor' -c "CREATE ROLE reader LOGIN PASSWORD 'sesame-secret'" -c 'GRANT pg_read_all_data TO reader'
ok "no grant at all" [ "$(tier nobody)" = 'locks ok, roles ok, sequences unchecked, sessions unchecked, settings ok, statistics ok, statements 0/3' ]
ok "USAGE on the schema" [ "$(tier looker)" = 'locks ok, roles ok, sequences unchecked, sessions unchecked, settings ok, statistics ok, statements 3/3' ]
ok "pg_monitor" [ "$(tier monitor)" = 'locks ok, roles ok, sequences unchecked, sessions ok, settings ok, statistics ok, statements 0/3' ]
ok "pg_read_all_data" [ "$(tier reader)" = 'locks ok, roles ok, sequences ok, sessions unchecked, settings ok, statistics ok, statements 3/3' ]
ok "USAGE, pg_read_all_stats and SELECT on sequences" [ "$(tier auditor)" = 'locks ok, roles ok, sequences ok, sessions ok, settings ok, statistics ok, statements 3/3' ]

# --- counters of one audit and the next ---

mkdir -p "$scratch/rules/t/standing"
cat >"$scratch/rules/t/standing/rule.sql" <<'SQL'
-- title: t
-- severity: note
-- confidence: high
-- profile: safety
-- status: stable
-- message: "{name}" stands at {scans} since {since}.
-- needs: live, statistics
-- since: 1
--
-- ## Why
-- ## Fix
SELECT NULL AS file_id, NULL AS line, i.name AS subject, i.name, i.scans, substr(e.since, 1, 10) AS since
FROM live_index_state i JOIN earlier_counter e ON e.object = i.schema || '.' || i.table_name || '.' || i.name AND e.value = i.scans JOIN live_database d ON d.own AND d.statistics_since = e.reset
SQL
counters() { run audit "$app" --rules "$scratch/rules" --rule t/standing --db "$conn"; }
sql -d app -c 'SET enable_seqscan = off' -c "SELECT 1 FROM calls WHERE day = '2026-01-01'" -c 'SELECT pg_sleep(0.7)'
counters
ok "the first audit has nothing to compare with" says '0 notes'
counters
ok "the second sees which indexes nobody scanned since" says "\"calls_day\" stands at 1 since $(date -u +%Y-%m-%d)."
sql -d app -c 'SET enable_seqscan = off' -c "SELECT 1 FROM calls WHERE day = '2026-01-01'" -c 'SELECT pg_sleep(0.7)'
counters
ok "one that was scanned stands no longer" [ "$(grep -c '"calls_day"' "$scratch/out")" -eq 0 -a "$(grep -c '"notes_pkey"' "$scratch/out")" -eq 1 ]
sql -d app -c 'SELECT pg_stat_reset()' -c 'SELECT pg_sleep(0.2)'
counters
ok "a reset in between is noticed: nothing is known to stand" says '0 notes'
run audit "$app" --no-history --rules "$scratch/rules" --rule t/standing --db "$conn"
ok "without a history nothing is compared" says '0 notes'

# --- plpgsql_check, on request ---

sql -d app -c "CREATE FUNCTION by_hand() RETURNS void LANGUAGE plpgsql AS 'BEGIN PERFORM nothing FROM calls; END'" \
	-c "CREATE FUNCTION of_text() RETURNS integer LANGUAGE plpgsql AS 'DECLARE x record; BEGIN EXECUTE ''SELECT 1 AS a'' INTO x; RETURN x.b; END'" -c 'CREATE EXTENSION plpgsql_check'
stored() { run audit "$app" --no-history --preview --rule 'stored/*' "$@" --db "$conn"; }
start=$(wc -c <"$log")
stored
ok "a function only the database has is judged" both 1 'The function "by_hand" fails: PostgreSQL answers "column "nothing" does not exist".'
ok "without being asked for, plpgsql_check is not" [ "$(tail -c "+$((start + 1))" "$log" | grep -c plpgsql_check_function)" -eq 0 ]
stored --plpgsql-check
ok "asked for, it finds more" says 'The function "of_text" fails when it comes this way'
ok "and nothing twice" [ "$(grep -c 'The function "by_hand"' "$scratch/out")" -eq 1 ]
tail -c "+$((start + 1))" "$log" >"$scratch/log"
executed "$scratch/log" | grep plpgsql_check_function >"$scratch/executed"
ok "it is asked about one function at a time, by one text" [ "$(sort -u "$scratch/executed")" = 'SELECT r.lineno, r.sqlstate, r.message, r.detail FROM "public".plpgsql_check_function_tb(funcoid := $1::oid::pg_catalog.regprocedure, relid := $2::oid::pg_catalog.regclass, fatal_errors := false, other_warnings := false, extra_warnings := false) r WHERE r.level = '"'error'" ]
sql -d app -c 'DROP EXTENSION plpgsql_check' -c 'DROP FUNCTION by_hand()' -c 'DROP FUNCTION of_text()'
stored --plpgsql-check
ok "where it is not installed there is nothing to ask" ends 0

# --- what is asked ---

audit --format json
ok "the gravest come first, of these what most routes touch" [ -z "$(grep -oE '"level":"[a-z]+"|"routes":[0-9]+|"message"' "$scratch/out" | awk -F'[:"]+' '
	$2 == "level" { rank = $3 == "error" ? 1 : $3 == "warning" ? 2 : 3; routes = 0 } $2 == "routes" { routes = $3 }
	$2 == "message" { if (rank < last || rank == last && routes > before) print "not in order"; last = rank; before = routes }')" ]
ok "the text of no other session was asked for" [ "$(grep -lE 'a\.query\b|\bquery_text\b' audit/live/catalog/*.sql audit/live/catalog/state/*.sql | wc -l)" -eq 0 ]

echo "1..$tests"
exit $wrong
