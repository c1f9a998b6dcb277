#!/bin/bash
# What builders and ORMs of Go really send, compared with what is composed of their calls, as builders.sh does for those of JavaScript. The libraries are Debian's;
# where they or Go are missing, nothing is asked. PLUMBLINE_TEST_PG is a server (with_postgres.sh), in which a database of the tests' own is made.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'chmod -R u+w "$scratch"; rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8 GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$scratch/go GOFLAGS=-p=2
host= port= user= dbname=
eval "$(tr ' ' '\n' <<<"$PLUMBLINE_TEST_PG" | grep -E '^(host|port|user|dbname)=')"
database=plumbline_builders_go
psql=${PLUMBLINE_PG_BIN:-/usr/lib/postgresql/15/bin}/psql
export DATABASE_URL="host=$host port=${port:-5432} user=${user:-postgres} dbname=$database sslmode=disable"
n=0 wrong=0

# The kind, clause, table and column of each function's statement. Columns a SELECT * gives are the table's, not the library's.
facts="SELECT DISTINCT f.name || ': ' || s.kind || ' ' || c.clause || ' ' || c.table_name || '.' || c.column_name FROM statement s JOIN function f ON f.id = s.function_id
	JOIN statement_column c ON c.statement_id = s.id WHERE c.table_name <> ''
UNION SELECT f.name || ': ' || t.role || ' ' || t.name FROM statement s JOIN function f ON f.id = s.function_id JOIN statement_table t ON t.statement_id = s.id
ORDER BY 1"

libraries=(tests/real/go_builders/*/)
echo "1..$((2 * ${#libraries[@]}))"

# is NAME STATUS FILE: a result; the file says what is wrong
is() {
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then
		echo "ok $n - $1"
	else
		wrong=1
		echo "not ok $n - $1"
		sed 's/^/# /' "$3"
	fi
}

for folder in "${libraries[@]}"; do
	library=$(basename "$folder")
	if ! (cd "$folder" && go build -o "$scratch/sent.program" .) >"$scratch/errors" 2>&1; then
		echo "ok $((n += 1)) - $library # SKIP not installed"
		echo "ok $((n += 1)) - $library # SKIP not installed"
		continue
	fi
	rm -rf "$scratch/called" "$scratch/sent"
	mkdir "$scratch/called" "$scratch/sent"
	"$psql" -qX -d "$PLUMBLINE_TEST_PG" -c "DROP DATABASE IF EXISTS $database" -c "CREATE DATABASE $database" >"$scratch/log" 2>&1 &&
		"$psql" -qX -d "${PLUMBLINE_TEST_PG/dbname=${dbname:-postgres}/dbname=$database}" -v ON_ERROR_STOP=1 -f tests/real/builders/schema.sql >>"$scratch/log" 2>&1
	grep -v '^INSERT' tests/real/builders/schema.sql >"$scratch/called/schema.sql"
	cp "$scratch/called/schema.sql" "$scratch/sent/"
	cp tests/real/package.json "$scratch/sent/"
	echo 'module example.com/app' >"$scratch/called/go.mod"
	cp "$folder/queries.go" "$scratch/called/"
	timeout 60 "$scratch/sent.program" >"$scratch/sent/sent.js" 2>"$scratch/errors"
	is "$library, the queries run" $? "$scratch/errors"
	"$program" facts "$scratch/called" "$facts" >"$scratch/ours" 2>&1
	"$program" facts "$scratch/sent" "$facts" >"$scratch/theirs" 2>&1
	diff "$scratch/ours" "$scratch/theirs" >"$scratch/difference" && [ "$(wc -l <"$scratch/ours")" -gt 10 ]
	is "$library, the same tables and columns" $? "$scratch/difference"
done
exit $wrong
