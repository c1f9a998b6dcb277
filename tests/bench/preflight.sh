#!/bin/bash
# What `preflight` of 500 statements costs, against a bare pipelined Parse of the same texts in the same run on the same server; medians of ROUNDS runs, in turns.
set -euo pipefail
cd "$(dirname "$0")/../.."
[ -n "${PLUMBLINE_TEST_PG:-}" ] || exec tests/live/with_postgres.sh "$0"
program=${PLUMBLINE:-$PWD/build/plumbline}
prepare=${B:-build}/tests/bench/prepare
rounds=${ROUNDS:-9}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state XDG_CACHE_HOME=$scratch/cache LC_ALL=C.UTF-8

mkdir -p "$scratch/app/migrations"
for i in $(seq 50); do
	echo "CREATE TABLE table_$i (id serial PRIMARY KEY, owner_id integer NOT NULL, name text NOT NULL DEFAULT '', state text, created_at timestamptz NOT NULL DEFAULT now());"
done >"$scratch/app/migrations/1.sql"
{
	echo "const { Pool } = require('pg'); const pool = new Pool();"
	for i in $(seq 50); do
		for k in 1 2; do
			echo "pool.query('SELECT id, name, state FROM table_$i WHERE owner_id = \$1 AND state = \$2 ORDER BY created_at DESC LIMIT $k', [1, 'a']);"
			echo "pool.query('INSERT INTO table_$i (owner_id, name, state) VALUES (\$1, \$2, \$3) RETURNING id + $k', [1, 'n', 's']);"
			echo "pool.query('UPDATE table_$i SET name = \$1, state = \$2 WHERE id = \$3 AND owner_id > $k', ['n', 's', 1]);"
			echo "pool.query('SELECT a.id, b.name, count(*) FROM table_$i a JOIN table_$((i % 50 + 1)) b ON b.owner_id = a.id WHERE a.state = \$1 GROUP BY a.id, b.name HAVING count(*) > $k', ['a']);"
			echo "pool.query('DELETE FROM table_$i WHERE id = \$1 AND owner_id <> $k', [1]);"
		done
	done
} >"$scratch/app/app.js"
psql -X -q "$PLUMBLINE_TEST_PG" -f "$scratch/app/migrations/1.sql" -c 'CREATE ROLE bench LOGIN' -c 'GRANT USAGE ON SCHEMA public TO bench'
conn="$PLUMBLINE_TEST_PG user=bench"
"$program" snapshot "$scratch/app" -o "$scratch/contract"

for _ in $(seq "$rounds"); do
	began=$(date +%s%N)
	"$prepare" "$conn" "$scratch/contract" >"$scratch/sent"
	echo "$((($(date +%s%N) - began) / 100000))" | sed "s/.$/.&/" >>"$scratch/bare"
	began=$(date +%s%N)
	"$program" preflight --contract "$scratch/contract" --db "$conn" >"$scratch/line"
	echo "$((($(date +%s%N) - began) / 100000))" | sed 's/.$/.&/' >>"$scratch/ours"
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
bare=$(median "$scratch/bare") ours=$(median "$scratch/ours")
cat "$scratch/line"
awk -v bare="$bare" -v ours="$ours" -v n="$(awk "{ print \$2 }" "$scratch/sent")" \
	'BEGIN { printf "preflight of %d statements: bare pipelined Parse %.1f ms, preflight %.1f ms (%.2f x)\n", n, bare, ours, ours / bare }'
