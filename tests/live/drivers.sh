#!/bin/bash
# Facts of drivers that packs and rules rely on, asked of the drivers themselves: tests/real/drivers prints a line per fact, and they must be these.
# PLUMBLINE_TEST_PG is the server (with_postgres.sh).
cd "$(dirname "$0")/../.." || exit 2
host= port= user= dbname=
eval "$(tr ' ' '\n' <<<"$PLUMBLINE_TEST_PG" | grep -E '^(host|port|user|dbname)=')"
export DATABASE_URL="postgresql://${user:-postgres}@/${dbname:-postgres}?host=$host&port=${port:-5432}" LC_ALL=C.UTF-8
n=0 wrong=0

# are NAME COMMAND…: the facts on standard input, one by one
are() {
	local name=$1 fact found
	shift
	found=$(cd tests/real && timeout 60 "$@" 2>&1)
	while read -r fact; do
		n=$((n + 1))
		if grep -qxF -e "$fact" <<<"$found"; then
			echo "ok $n - $name, $fact"
		else
			wrong=1
			echo "not ok $n - $name, $fact"
			sed 's/^/# /' <<<"$found"
		fi
	done
}

echo 1..44
are node-postgres node drivers/node_postgres_facts.js <<'FACTS'
values: too few: 08P01
values: too many: 08P01
values: none: 42P02
values: one used twice: 4
rows of none: []
element of none: undefined
result of none: object
rowCount of none: 0
unquoted alias: usercount
array into jsonb: 22P02
array into text[]: 1
object into jsonb: 1
text that is no uuid: 22P02
NaN for an integer: 22P02
word for an integer: 22P02
word for a timestamp: 22007
undefined bound: true
statement after one that failed, before ROLLBACK: 25P02
FACTS
are psycopg2 /usr/bin/python3 drivers/psycopg2_facts.py <<'FACTS'
values: too few: IndexError
values: too many: TypeError
percent without values: [(2,)]
percent with values: IndexError
doubled percent with values: [(2, 1)]
doubled percent without values: 42883
rows of none: []
word for an integer: 22P02
rows written without commit: 0
rows written with commit: 1
FACTS
are asyncpg /usr/bin/python3 drivers/asyncpg_facts.py <<'FACTS'
values: too few: InterfaceError
values: too many: InterfaceError
keyword that is no value: 1
text for a date: DataError
number for a text: DataError
text that is no uuid: DataError
text for an integer: DataError
rows of none: []
row of none: None
FACTS
are SQLAlchemy /usr/bin/python3 drivers/sqlalchemy_facts.py <<'FACTS'
attribute of the class: AttributeError
attribute of an object: AttributeError
keyword: TypeError
filter_by: InvalidRequestError
in a select: AttributeError
query of a plain base: AttributeError
named and double colon: ['embeddin']
FACTS
exit $wrong
