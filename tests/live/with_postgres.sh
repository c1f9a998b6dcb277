#!/bin/bash
# with_postgres.sh COMMAND [ARGUMENT…]: runs the command with a throw-away PostgreSQL, the newest there is.
#
# The server listens on a socket in a short temporary folder only, runs unprivileged, and is stopped and removed when the command has ended
# or this script is killed. The command finds it through PLUMBLINE_TEST_PG, a connection string of a superuser, and the server's programs in
# PLUMBLINE_PG_BIN, which may name another folder before. PLUMBLINE_PG_OPTIONS are more of its options, PLUMBLINE_PG_PASSWORD is a password (scram-sha-256 for
# everybody). It writes to `log` in the folder that is its host.
set -euo pipefail

bin=${PLUMBLINE_PG_BIN:-$(compgen -G "/usr/lib/postgresql/*/bin" | sort -V | tail -n 1)}
[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT…]" >&2; exit 2; }
[ -x "$bin/initdb" ] || { echo "$0: no PostgreSQL in $bin" >&2; exit 3; }

folder=$(mktemp -d /tmp/plpg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then	# the server refuses to run as root
	chown postgres "$folder"
	as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi

server= command=
finish() {
	trap - EXIT
	[ -z "$command" ] || kill "$command" 2>/dev/null || true
	if [ -n "$server" ]; then
		kill -INT "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

auth=(-A trust)
if [ -n "${PLUMBLINE_PG_PASSWORD:-}" ]; then
	echo "$PLUMBLINE_PG_PASSWORD" >"$folder/password"
	chmod 644 "$folder/password"
	auth=(-A scram-sha-256 --pwfile="$folder/password")
fi

cd "$folder"
if ! "${as[@]}" "$bin/initdb" -D "$folder/d" -U postgres -E UTF8 --locale=C.UTF-8 "${auth[@]}" --no-sync >"$folder/initdb.log" 2>&1; then
	cat "$folder/initdb.log" >&2
	exit 3
fi
"${as[@]}" "$bin/postgres" -D "$folder/d" -k "$folder" -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
	-c max_connections=20 -c shared_buffers=32MB -c autovacuum=off ${PLUMBLINE_PG_OPTIONS:-} >"$folder/log" 2>&1 &
server=$!
for _ in $(seq 300); do
	"$bin/pg_isready" -q -h "$folder" -U postgres && break
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
"$bin/pg_isready" -q -h "$folder" -U postgres || { cat "$folder/log" >&2; exit 3; }

cd "$OLDPWD"
export PLUMBLINE_PG_BIN=$bin PLUMBLINE_TEST_PG="host=$folder user=postgres dbname=postgres"
# In the background and waited for: a signal then reaches the trap at once.
"$@" <&0 &
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
