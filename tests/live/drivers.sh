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
placeholder in a literal: 08P01
placeholder in a literal and outside: 42P18
question: 42601
colon: 42601
list in IN (): 22P02
list of texts in IN (): 0
list after IN: 42601
list in ANY: 1
sorted by a value: 2
table as a value: 42601
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
text in a literal: 42601
number in a literal: [(True,)]
dollar: 42P02
question: 42601
colon: 42601
by name and by place: ProgrammingError
name without value: KeyError
value without name: [(1,)]
list after IN: 42601
tuple after IN: []
empty tuple after IN: 42601
list in IN (): 42883
tuple in IN (): 42883
tuple in ANY: 42809
sorted by a value: 42601
table as a value: 42601
FACTS
are psycopg /usr/bin/python3 drivers/psycopg_facts.py <<'FACTS'
percent with values: ProgrammingError
percent without values: [(2,)]
text in a literal: 42P18
dollar: ProgrammingError
question: ProgrammingError
colon: 42601
by name and by place: ProgrammingError
name without value: ProgrammingError
value without name: [(1,)]
list after IN: 42601
tuple after IN: 42601
list in IN (): 42883
tuple in IN (): 22P02
list in ANY: []
empty list in ANY: []
sorted by a value: []
table as a value: 42601
two statements with values: 42601
value of IS: 42601
value of INTERVAL: 42601
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
placeholder in a literal: InterfaceError
percent: PostgresSyntaxError
list in IN (): DataError
list after IN: PostgresSyntaxError
sorted by a value: []
FACTS
are SQLAlchemy /usr/bin/python3 drivers/sqlalchemy_facts.py <<'FACTS'
attribute of the class: AttributeError
attribute of an object: AttributeError
keyword: TypeError
filter_by: InvalidRequestError
in a select: AttributeError
query of a plain base: AttributeError
named and double colon: SELECT :embedding::vector
one letter and double colon: SELECT :x::int
json literal: StatementError
time literal: [('12:30:00',)]
comment: StatementError
escaped colon: [('{"a":1}',)]
name without value: StatementError
value without name: [(1,)]
percent: [(2,)]
percent s: 42601
list after IN: 42601
tuple after IN: [(1,)]
sorted by a value: 42601
FACTS
are JavaScript node drivers/postgres_js_facts.js <<'FACTS'
postgres.js, in a literal: 42P18
postgres.js, list in IN (): 22P02
postgres.js, list after IN: 42601
postgres.js, helper after IN: 0
postgres.js, sorted by a value: 0
postgres.js, table as a value: 42601
pg-promise, text in a literal: SELECT '%'x'%'
pg-promise, number in a literal: SELECT '%1%'
pg-promise, open value: SELECT '%x%'
pg-promise, list in IN (): IN (array[1,2])
pg-promise, name without value: Property 'a' doesn't exist.
pg-promise, question: SELECT ?
knex, in a literal: SELECT 1 WHERE 'ab' LIKE '%$1%'
knex, operator: Expected 1 bindings, saw 2
knex, dollar: Expected 1 bindings, saw 0
knex, name without value: SELECT $1::int, :b::int
knex, list in IN (): SELECT 1 WHERE 1 IN ($1)
FACTS
are Django /usr/bin/python3 drivers/django_facts.py <<'FACTS'
all: library_book.id library_book.title library_book.isbn_13 library_book.author_id library_book.published
select_related: library_book.id library_book.title library_book.isbn_13 library_book.author_id library_book.published library_author.id library_author.name
only: library_book.id library_book.title
values: library_book.isbn_13 library_author.name
over relations: True
back over related_name: True
filter: FieldError
column in place of the attribute: FieldError
filter over a relation: FieldError
Q: FieldError
order_by: FieldError
values of none: FieldError
select_related of none: FieldError
F: FieldError
Count of none: FieldError
its own annotation: True
constructor: TypeError
create: TypeError
update: FieldDoesNotExist
FACTS
echo "1..$n"
exit $wrong
