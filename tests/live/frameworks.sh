#!/bin/bash
# What an error that leaves a handler does, in the frameworks themselves: every application of tests/real/frameworks sends a
# statement that fails (its table does not exist), and what becomes of the request is compared with what `plumbline routes` says of its source.
#
#     crash   the process ends                 leak      an answer of 5xx with the database's words in it
#     hang    no answer in three seconds       boundary  an answer of 5xx without them
#
# PLUMBLINE_TEST_PG is a server without a table "calls" (with_postgres.sh).
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
server=
trap '[ -z "$server" ] || kill -9 "$server" 2>/dev/null; rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8 NODE_ENV=development
n=0 wrong=0


# A URL of the test server, which drivers read that do not know libpq's key=value form.
url() {
	local host port user dbname
	eval "$(tr ' ' '\n' <<<"$PLUMBLINE_TEST_PG" | grep -E '^(host|port|user|dbname)=')"
	printf 'postgresql://%s@/%s?host=%s&port=%s' "${user:-postgres}" "${dbname:-postgres}" "$host" "${port:-5432}"
}

# start FOLDER: runs the application; its process is $server, its port $port
start() {
	port=$((20000 + RANDOM % 20000))
	cp -r "$1" "$scratch/app"
	if [ -e "$scratch/app/package.json" ]; then
		mkdir "$scratch/app/node_modules"
		for package in tests/real/node_modules/*; do
			ln -s "$PWD/$package" "$scratch/app/node_modules/"
		done
		case $(basename "$1") in
		express[45]*) ln -s "$PWD/tests/real/node_modules/$(basename "$1" | cut -c 1-8)" "$scratch/app/node_modules/express" ;;
		esac
		(cd "$scratch/app" && PORT=$port DATABASE_URL=$(url) exec node --preserve-symlinks --preserve-symlinks-main app.js) >"$scratch/log" 2>&1 &
	else
		(cd "$scratch/app" && PORT=$port DATABASE_URL=$(url) exec /usr/bin/python3 app.py) >"$scratch/log" 2>&1 &
	fi
	server=$!
	for _ in $(seq 150); do
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
		kill -0 "$server" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# What one request comes to.
measure() {
	local status
	status=$(curl -s -m 3 -o "$scratch/body" -w '%{http_code}' "http://127.0.0.1:$port/calls")
	if [ "$status" = 000 ]; then
		sleep 0.3
		kill -0 "$server" 2>/dev/null && echo hang || echo crash
	elif [ "$status" -ge 500 ] && grep -q 'relation .*calls.* does not exist' "$scratch/body"; then
		echo leak
	elif [ "$status" -ge 500 ]; then
		echo boundary
	else
		echo "$status"
	fi
}

# is FOLDER WANTED: the framework does it, and the program says so
is() {
	local did said
	n=$((n + 1))
	rm -rf "$scratch/app"
	if start "tests/real/frameworks/$1"; then did=$(measure); else did="not started"; fi
	kill -9 "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
	said=$("$program" routes -q --no-cache --format json "tests/real/frameworks/$1" | sed -n 's/.*"guard":"\([a-z]*\)".*/\1/p')
	if [ "$did" = "$2" ] && [ "$said" = "$2" ]; then
		echo "ok $n - $1: $2"
	else
		wrong=1
		echo "not ok $n - $1: $2"
		echo "# it did: $did; we say: $said"
		tail -n 5 "$scratch/log" | sed 's/^/# /'
	fi
}

echo 1..15
is express4 crash
is express4-middleware crash
is express4-listener hang
is express4-async-errors boundary
is express4-callback crash
is express5 leak
is express5-middleware boundary
is express5-callback crash
is fastify leak
is fastify-handler boundary
is hono boundary
is koa boundary
is fastapi boundary
is fastapi-async boundary
is flask boundary
exit $wrong
