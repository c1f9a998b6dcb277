#!/bin/bash
# What tests/live/servers.sh runs beside its server. Each step is a condition on what a run printed and how it ended.
cd "$(dirname "$0")/../.." || exit 2
. tests/live/with_steps.sh

app=$scratch/app
mkdir -p "$app/migrations"
cat >"$app/migrations/1_calls.sql" <<'SQL'
CREATE TABLE calls (id serial PRIMARY KEY, caller text NOT NULL, note text);
SQL
cat >"$app/app.js" <<'JS'
const express = require('express');
const { Pool } = require('pg');
const app = express();
const pool = new Pool();
pool.on('error', console.error);
app.get('/calls', async (req, res) => {
	try {
		res.json((await pool.query('SELECT id, caller, note FROM calls ORDER BY id LIMIT 50')).rows);
	} catch (err) {
		res.status(500).end();
	}
});
JS
sql -c "CREATE ROLE auditor LOGIN PASSWORD 'sesame-secret'" -c 'CREATE DATABASE app'
sql -d app -f "$app/migrations/1_calls.sql" -c 'GRANT USAGE ON SCHEMA public TO auditor' -c 'GRANT SELECT ON calls TO auditor'
role="dbname=app user=auditor password=sesame-secret"
answers='1 texts asked, 1 accepted, 0 refused'

# --- TLS ---

tls="host=localhost hostaddr=127.0.0.1 port=$PGPORT $role"
run audit "$app" --no-history --db "$tls sslmode=verify-full sslrootcert=$PLUMBLINE_TLS/authority.crt"
ok "TLS, the certificate verified" both 0 "$answers"
ok "and told" says ', TLS: '
run audit "$app" --no-history --db "postgresql://auditor:sesame-secret@localhost:$PGPORT/app?sslmode=verify-full&sslrootcert=$PLUMBLINE_TLS/authority.crt"
ok "as an address" both 0 "$answers"
run audit "$app" --no-history --db "$tls sslmode=verify-full sslrootcert=$PLUMBLINE_TLS/server.crt"
ok "a certificate of another authority: not reached" ends 3
run audit "$app" --no-history --db "host=127.0.0.1 port=$PGPORT $role sslmode=verify-full sslrootcert=$PLUMBLINE_TLS/authority.crt"
ok "a certificate of another host: not reached" ends 3
run preflight "$app" --db "host=$PGHOST port=$PGPORT $role sslmode=require"
ok "a socket is let through without" ends 0
ok "no secret is printed" [ "$(cat "$scratch/out" "$scratch/err" | grep -c 'sesame-secret')" -eq 0 ]

# --- a pooler in transaction mode, with one connection for everybody ---

unprivileged=()
[ "$(id -u)" != 0 ] || unprivileged=(setpriv --reuid=postgres --regid=postgres --clear-groups)
# pooler NAME LINE…: starts one whose configuration has these lines, too; its process in $pooler
pooler() {
	pool=$PGHOST/$1
	mkdir "$pool"
	printf '"auditor" "sesame-secret"\n"postgres" "keep-this-secret"\n' >"$pool/users"
	{
		printf '[databases]\napp = host=%s port=%s dbname=app\n[pgbouncer]\nlisten_addr =\nunix_socket_dir = %s\nlisten_port = 6432\n' "$PGHOST" "$PGPORT" "$pool"
		printf 'pool_mode = transaction\ndefault_pool_size = 1\nauth_type = scram-sha-256\nauth_file = %s/users\nlogfile = %s/log\npidfile = %s/pid\n' "$pool" "$pool" "$pool"
		shift
		[ $# -eq 0 ] || printf '%s\n' "$@"
	} >"$pool/ini"
	[ "$(id -u)" != 0 ] || chown -R postgres "$pool"
	"${unprivileged[@]}" pgbouncer -q "$pool/ini" >/dev/null 2>&1 &
	pooler=$!
	for _ in $(seq 100); do [ -S "$pool/.s.PGSQL.6432" ] && break; sleep 0.1; done
}
through="port=6432 $role"

for way in refuses drops; do
	if [ $way = refuses ]; then pooler $way; else pooler $way 'ignore_startup_parameters = options'; fi
	start=$(wc -c <"$log")
	run audit "$app" --no-history --db "host=$pool $through"
	ok "a pooler that $way our start-up options: the audit goes on" both 0 "$answers"
	tail -c +$((start + 1)) "$log" >"$scratch/sent"
	ok "and says so" says ', through a pooler: '
	ok "no setting outlives its transaction" [ "$(grep '^plumbline|' "$scratch/sent" | grep -cE '(statement|execute [^:]*): *SET (SESSION |[a-z_]+ *(=|TO))')" -eq 0 ]
	ok "every transaction begins with the guards" [ "$(grep -c 'statement: BEGIN READ ONLY; SET LOCAL lock_timeout = 250; SET LOCAL statement_timeout' "$scratch/sent")" -eq "$(grep -c 'statement: BEGIN' "$scratch/sent")" ]
	ok "nobody after us meets them" [ "$(PGPASSWORD=sesame-secret psql -XAtq "host=$pool port=6432 dbname=app user=auditor" -c "SELECT current_setting('lock_timeout') || current_setting('statement_timeout') || current_setting('default_transaction_read_only')")" = 00off ]
	run preflight "$app" --db "host=$pool $through"
	ok "preflight, too" both 0 'answers 1 of 1 statements'
	run preflight "$app" --db "postgresql://auditor:sesame-secret@/app?host=$pool&port=6432&pgbouncer=true"
	ok "or told so by its address" both 0 'answers 1 of 1 statements'
	if [ $way = drops ]; then
		sql -d app -c 'ALTER TABLE calls RENAME COLUMN note TO remark'
		run preflight "$app" --db "host=$pool $through"
		ok "drift is seen through it" both 1 'column "note" does not exist'
		sql -d app -c 'ALTER TABLE calls RENAME COLUMN remark TO note'
	fi
	kill $pooler
	wait $pooler 2>/dev/null
done

# A program whose tables are in a schema of their own, named by the configuration.
sql -d app -c 'CREATE SCHEMA clinic' -c 'CREATE TABLE clinic.visits (id serial PRIMARY KEY, at timestamptz NOT NULL)' -c 'GRANT USAGE ON SCHEMA clinic TO auditor'
cp -r "$app" "$scratch/clinic"
rm -r "$scratch/clinic/migrations"
sed -i 's/SELECT .* LIMIT 50/SELECT id, at FROM visits ORDER BY at LIMIT 50/' "$scratch/clinic/app.js"
echo 'search_path: [clinic]' >"$scratch/clinic/.plumbline.yml"
run preflight "$scratch/clinic" --db "host=$PGHOST port=$PGPORT $role"
ok "preflight looks where the configuration says" both 0 'answers 1 of 1 statements'
run snapshot "$scratch/clinic" -o "$scratch/contract"
run preflight --contract "$scratch/contract" --db "host=$PGHOST port=$PGPORT $role"
ok "or the contract" both 0 'answers 1 of 1 statements'
pooler path
run preflight "$scratch/clinic" --db "host=$pool $through"
ok "behind a pooler the search path goes with the transaction" both 0 'answers 1 of 1 statements'
run audit "$scratch/clinic" --no-history --db "host=$pool $through"
ok "for audit, too" both 0 "$answers"
kill $pooler
wait $pooler 2>/dev/null

# --- a hot standby ---

bin=$PLUMBLINE_PG_BIN
standby=$PGHOST/standby
(cd "$PGHOST" && "${unprivileged[@]}" env PGPASSWORD=keep-this-secret "$bin/pg_basebackup" -h "$PGHOST" -U postgres -D "$standby" -R -X stream -c fast) >/dev/null 2>&1
ok "a standby is made" [ -f "$standby/standby.signal" ]
(cd "$PGHOST" && exec "${unprivileged[@]}" "$bin/postgres" -D "$standby" -k "$standby" -c listen_addresses='' -c port="$PGPORT" -c hot_standby=on -c max_connections=20 \
	-c ssl=off -c fsync=off) >"$standby.log" 2>&1 &
replica=$!
for _ in $(seq 100); do "$bin/pg_isready" -q -h "$standby" && break; sleep 0.1; done
run audit "$app" --no-history --db "host=$standby port=$PGPORT $role"
ok "a standby is audited as its primary is" both 0 "$answers"
ok "and said to be one" says ', a standby: '
sql -d app -c 'ALTER TABLE calls DROP COLUMN note'
for _ in $(seq 100); do
	[ "$(psql -XAtq -h "$standby" -d app -c "SELECT count(*) FROM pg_attribute WHERE attrelid = 'calls'::regclass AND attname = 'note'")" = 0 ] && break
	sleep 0.1
done
run audit "$app" --no-history --db "host=$standby port=$PGPORT $role"
ok "what arrives there by the log is drift there" both 1 'drift/column-missing'
run preflight "$app" --db "host=$standby port=$PGPORT $role"
ok "for preflight, too" both 1 'column "note" does not exist'
kill -INT $replica
wait $replica 2>/dev/null

echo "1..$tests"
exit $wrong
