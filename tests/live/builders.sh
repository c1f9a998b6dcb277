#!/bin/bash
# What builders and ORMs really send, compared with what is composed of their calls: each export of tests/real/builders is run with the library, and what reached the
# driver is written down as a program of texts. Both programs are read; the tables and columns of each function's statement, by clause, must be the same.
# PLUMBLINE_TEST_PG is a server (with_postgres.sh), in which a database of the tests' own is made.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8
host= port= user= dbname=
eval "$(tr ' ' '\n' <<<"$PLUMBLINE_TEST_PG" | grep -E '^(host|port|user|dbname)=')"
database=plumbline_builders
psql=${PLUMBLINE_PG_BIN:-/usr/lib/postgresql/15/bin}/psql
export DATABASE_URL="postgresql://${user:-postgres}@localhost:${port:-5432}/$database?host=$host"
n=0 wrong=0

# The kind, clause, table and column of each function's statement. What a library makes of related rows (JSON, arrays) has no table.
facts="SELECT DISTINCT f.name || ': ' || s.kind || ' ' || c.clause || ' ' || c.table_name || '.' || c.column_name FROM statement s JOIN function f ON f.id = s.function_id
	JOIN statement_column c ON c.statement_id = s.id WHERE c.table_name NOT LIKE 'pg_%' AND c.table_name <> ''
UNION SELECT f.name || ': ' || t.role || ' ' || t.name FROM statement s JOIN function f ON f.id = s.function_id JOIN statement_table t ON t.statement_id = s.id WHERE t.name NOT LIKE 'pg_%'
ORDER BY 1"

libraries=(tests/real/builders/*/)
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
	if ! [ -e "tests/real/node_modules/$library" ] && ! [ -e "tests/real/node_modules/$library-orm" ] && ! [ -e "tests/real/node_modules/@$library" ]; then # make test brings it
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
	cp tests/real/package.json "$scratch/called/"
	cp tests/real/package.json "$scratch/sent/"
	cp "$folder"/* "$scratch/called/"
	(cd tests/real && timeout 60 node builders/sent.js builders/"$library"/queries.?s) >"$scratch/sent/sent.js" 2>"$scratch/errors"
	is "$library, the queries run" $? "$scratch/errors"
	# rows of a relation are joined by some and selected within the row by others: it is the same pair of columns
	"$program" facts "$scratch/called" "$facts" 2>&1 | sed 's/ select join / select where /' | sort -u >"$scratch/ours"
	"$program" facts "$scratch/sent" "$facts" 2>&1 | sed 's/ select join / select where /' | sort -u >"$scratch/theirs"
	diff "$scratch/ours" "$scratch/theirs" >"$scratch/difference" && [ "$(wc -l <"$scratch/ours")" -gt 10 ]
	is "$library, the same tables and columns" $? "$scratch/difference"
done
exit $wrong
