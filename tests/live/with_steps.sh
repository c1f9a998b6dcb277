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

# The texts of LOG that our own connections executed, one a line, blanks and line ends as one space; and those the files of audit/live/catalog make for VERSION.
executed() { awk '/^[^|]*\|(LOG|DETAIL|ERROR|FATAL|STATEMENT|HINT|CONTEXT|WARNING): / { if (text != "") print text; text = "" } /^plumbline\|LOG: .*execute [^:]*: / { sub(/^.*execute [^:]*: /, ""); text = $0; next } text != "" { text = text " " $0 } END { print text }' "$1" |
	tr -s ' \t' ' ' | sed 's/ $//' | sort -u | sed '/^$/d'; }
catalogue_texts() {
	local version=$1 file
	for file in audit/live/catalog/*.sql audit/live/catalog/*/*.sql; do
		awk -v version="$version" 'match($0, / -- (from|before) [0-9]+$/) { mark = substr($0, RSTART + 4); split(mark, word, " "); if (word[1] == "from" ? version < word[2] : version >= word[2]) next; $0 = substr($0, 1, RSTART - 1) }
			/^-- batch: / { limit = $3 } { print } END { if (limit) print "LIMIT " limit }' "$file" | tr -s ' \t\n' ' ' | sed 's/ $//'
		echo
	done
}
