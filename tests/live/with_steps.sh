#!/bin/bash
# Read by the steps that run beside a server of their own: where it is, and how a step is told and counted. Not run by itself.
# shellcheck disable=SC2034
program=$PWD/${B:-build}/plumbline
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C PGPASSWORD=keep-this-secret PGUSER=postgres PGDATABASE=postgres
PGHOST=$(sed 's/.*host=\([^ ]*\).*/\1/' <<<"$PLUMBLINE_TEST_PG")
export PGHOST
log=$PGHOST/log
tests=0 wrong=0

ok() {
	local name=$1
	shift
	tests=$((tests + 1))
	if "$@"; then
		echo "ok $tests - $name"
	else
		wrong=1
		echo "not ok $tests - $name"
		echo "# exit code ${code:-}"
		{ tail -n 25 "$scratch/err"; tail -n 25 "$scratch/out"; } | sed 's/^/# /'
	fi
}
run() { timeout -k 5 120 "$program" "$@" >"$scratch/out" 2>"$scratch/err"; code=$?; }
sql() { psql -X -q -v ON_ERROR_STOP=1 -o /dev/null "$@"; }
says() { grep -qF -- "$1" "$scratch/out"; }
ends() { [ "$code" -eq "$1" ]; }
both() { ends "$1" && says "$2"; }
