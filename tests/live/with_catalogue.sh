#!/bin/bash
# with_catalogue.sh: writes schemas/data/catalogue.txt from a real PostgreSQL 15, the file audit/sql/builtin.c reads.
#
#     tests/live/with_postgres.sh tests/live/with_catalogue.sh >schemas/data/catalogue.txt
set -euo pipefail
cd "$(dirname "$0")"
psql=$PLUMBLINE_PG_BIN/psql

cat <<'HEAD'
# Types, casts, operators and functions of PostgreSQL 15 and of common extensions, as its catalogues have them.
# Made by tests/live/with_catalogue.sh; not edited by hand.
#
# type      name category preferred(!) kind base        kind: b base, p pseudo, d domain of base, r range of base, m multirange of base
# cast      source target context method                context: i implicit, a assignment, e explicit; method: f function, i input and output, b none
# operator  name left(- prefix) right result
# other     a function nobody writes calls of, by its name alone
# function  name kind flags defaults variadic result (arguments) [argument names] {output columns}
#           kind: f function, p procedure, w window, a aggregate, oN and hN ordered-set aggregates with N direct arguments
#           flags: s returns a set, n NULL when an argument is NULL, and the volatility
HEAD
for part in core citext hstore pg_trgm pgcrypto uuid-ossp; do
	extension=$part
	[ $part = core ] && extension=
	{
		echo "SET client_min_messages = error;"
		[ $part = core ] || echo "BEGIN; CREATE EXTENSION \"$part\";"
		echo "SET catalogue.extension = '$extension'; SET catalogue.part = '$part';"
		cat with_catalogue.sql
	} | PGOPTIONS= "$psql" -X -v ON_ERROR_STOP=1 -q "$PLUMBLINE_TEST_PG"
done
