#!/bin/bash
# What an error that leaves a handler does, in the frameworks themselves: every application of tests/real/frameworks sends a
# statement that fails (its table does not exist), and what becomes of the request is compared with what `plumbline routes` says of its source.
#
#     crash   the process ends                 leak      an answer of 5xx with the database's words in it
#     hang    no answer in three seconds       boundary  an answer of 5xx without them
#     closed  the connection ends without an answer, the process lives
#
# In Go an error is a value: there every application has a route for each thing that handlers do with it, and what becomes of the request is compared with what
# `plumbline check` finds on that route. They are Debian's packages, built together into a cache of their own.
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
	if [ -e "$scratch/app/go.mod" ]; then
		PORT=$port DATABASE_URL=$(url) GIN_MODE=release "$scratch/go/bin/$(basename "$1")" >"$scratch/log" 2>&1 &
	elif [ -e "$scratch/app/package.json" ]; then
		mkdir "$scratch/app/node_modules"
		for package in tests/real/node_modules/*; do
			ln -s "$PWD/$package" "$scratch/app/node_modules/"
		done
		# TypeScript's decorators carry the types Nest looks for: its own compiler turns them into calls.
		[ ! -e "$scratch/app/app.ts" ] || node -e '
			const { readFileSync, writeFileSync } = require("fs"), ts = require(process.argv[1]), file = process.argv[2];
			const compilerOptions = { module: "commonjs", target: "es2020", esModuleInterop: true, experimentalDecorators: true, emitDecoratorMetadata: true };
			writeFileSync(file + ".js", ts.transpileModule(readFileSync(file + ".ts", "utf8"), { compilerOptions }).outputText);
		' "$PWD/tests/real/node_modules/typescript" "$scratch/app/app" || return 1
		case $(basename "$1") in
		express[45]*) ln -sfn "$PWD/tests/real/node_modules/$(basename "$1" | cut -c 1-8)" "$scratch/app/node_modules/express" ;;
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

# measure PATH: what one request comes to.
measure() {
	local status failed=0
	status=$(curl -s -m 3 -o "$scratch/body" -w '%{http_code}' "http://127.0.0.1:$port$1") || failed=$?
	if [ "$status" = 000 ]; then
		sleep 0.3
		if ! kill -0 "$server" 2>/dev/null; then echo crash; elif [ $failed = 52 ]; then echo closed; else echo hang; fi
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
	if start "tests/real/frameworks/$1"; then did=$(measure /calls); else did="not started"; fi
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

# go_build: all applications in Go at once. Their folder is a GOPATH, so that the versions of import paths are understood without a proxy of modules.
go_build() {
	mkdir -p "$scratch/go/src" "$scratch/go/bin"
	cp -r tests/real/frameworks/go-* "$scratch/go/src/"
	(cd "$scratch/go/src" && HOME=$scratch GOCACHE=$scratch/go/cache GO111MODULE=off GOFLAGS= GOPATH=$scratch/go:/usr/share/gocode CGO_ENABLED=0 go build -o "$scratch/go/bin/" go-*) >"$scratch/log" 2>&1
}

# found PATH: what the findings on a route of $scratch/findings say of a failing statement.
found() {
	local rules
	rules=$(grep -E "(GET|ALL) $1( |\.)" "$scratch/findings" | cut -f 1 | sort -u)
	case $rules in
	*guard/error-text-to-client*) echo leak ;;
	*guard/panic-on-error*) echo closed ;;
	*guard/error-as-not-found*) echo 404 ;;
	*guard/error-dropped* | *guard/error-as-success*) echo 200 ;;
	*) echo boundary ;;
	esac
}

# go_is FOLDER ROUTE=WANTED…: each route of the application does it, and the program finds it
go_is() {
	local application=$1 route did said up=1
	shift
	rm -rf "$scratch/app"
	start "tests/real/frameworks/$application" || up=
	"$program" check -q --no-cache --no-history --preview --profile strict --format json --rule 'guard/*' "tests/real/frameworks/$application" |
		/usr/bin/python3 -c 'import json, sys
for finding in json.load(sys.stdin)["findings"]: print(finding["rule"], finding["message"], sep="\t")' >"$scratch/findings"
	for route; do
		n=$((n + 1))
		did="not started"
		[ -z "$up" ] || did=$(measure "/${route%=*}")
		said=$(found "/${route%=*}")
		if [ "$did" = "${route#*=}" ] && [ "$said" = "${route#*=}" ]; then
			echo "ok $n - $application: ${route/=/ }"
		else
			wrong=1
			echo "not ok $n - $application: ${route/=/ }"
			echo "# it did: $did; we say: $said"
			tail -n 5 "$scratch/log" | sed 's/^/# /'
		fi
	done
	kill -9 "$server" 2>/dev/null
	wait "$server" 2>/dev/null
	server=
}

echo 1..42
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
is nestjs boundary
is django boundary
is django-rest boundary
go_build || sed 's/^/# /' "$scratch/log"
go_is go-http dropped=200 text=leak fixed=boundary panics=closed missing=404 success=200
go_is go-chi dropped=200 text=leak fixed=boundary panics=boundary missing=404 success=200
go_is go-gin dropped=200 text=leak fixed=boundary panics=boundary missing=404 success=200
go_is go-echo dropped=200 text=leak fixed=boundary panics=closed missing=404 success=200
exit $wrong
