#!/bin/bash
# plumbline impact: what needs a table or column, as text and JSON; names that do not exist.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C.UTF-8
n=0

mkdir -p "$scratch/t/migrations"
cat >"$scratch/t/migrations/0001_base.sql" <<'SQL'
CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, note text);
CREATE TABLE calls (id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customers (id), status text NOT NULL DEFAULT 'new' CHECK (status <> ''));
CREATE INDEX calls_status_idx ON calls (status);
CREATE VIEW open_calls AS SELECT id, customer_id FROM calls WHERE status = 'open';
CREATE VIEW open_names AS SELECT o.id, c.name FROM open_calls o JOIN customers c ON c.id = o.customer_id;
CREATE SCHEMA audit;
CREATE TABLE audit.log (id serial PRIMARY KEY, what text);
SQL
printf '{"name":"t","dependencies":{"express":"4","pg":"8"}}\n' >"$scratch/t/package.json"
cat >"$scratch/t/app.js" <<'JS'
const express = require('express');
const { Pool } = require('pg');
const pool = new Pool();
const app = express();
async function listNames(req, res) {
  res.json((await pool.query('SELECT id, name FROM open_names')).rows);
}
app.get('/names', listNames);
app.post('/calls/:id', async (req, res) => {
  await pool.query("UPDATE calls SET status = 'done' WHERE id = $1", [req.params.id]);
  res.json((await pool.query('SELECT * FROM calls WHERE id = $1', [req.params.id])).rows[0]);
});
async function nightly() {
  await pool.query("DELETE FROM calls WHERE status = 'old'");
  await pool.query("INSERT INTO audit.log (what) VALUES ('nightly')");
}
setInterval(nightly, 1000);
app.listen(3000);
JS

# is NAME CODE TEXT ARGUMENT…: the exit code, and output (or error) that equals TEXT line by line
is() {
	local name=$1 wanted=$2 text=$3 code
	shift 3
	n=$((n + 1))
	"$program" impact "$@" >"$scratch/out" 2>&1
	code=$?
	if [ "$code" = "$wanted" ] && [ "$(sed 's/ *$//' "$scratch/out")" = "$text" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# exit code $code, not $wanted" && sed 's/^/# /' "$scratch/out"
	fi
}

echo 1..7
is "a column: routes, code elsewhere, and the views, index and constraint that go with it" 0 "\
calls.status  text  migrations/0001_base.sql:2

2 routes need it
METHOD  PATH        HANDLER      USE                      STATEMENT
POST    /calls/:id  (anonymous)  set                      app.js:10
                                 select                   app.js:11
GET     /names      listNames    read through open_names  app.js:6

1 statement that no route leads to
FUNCTION  USE    STATEMENT
nightly   where  app.js:14

4 objects of the schema go with it
constraint  calls.calls_status_check  migrations/0001_base.sql:2
index       calls.calls_status_idx    migrations/0001_base.sql:3
view        open_calls                migrations/0001_base.sql:4
view        open_names                migrations/0001_base.sql:5" calls.status "$scratch/t"
is "a column nothing needs" 0 "\
customers.note  text  migrations/0001_base.sql:1

0 routes need it" public.customers.note "$scratch/t"
is "a table in another schema" 0 "\
audit.log  migrations/0001_base.sql:7

0 routes need it

1 statement that no route leads to
FUNCTION  USE     STATEMENT
nightly   insert  app.js:15

2 objects of the schema go with it
constraint  audit.log.log_pkey  migrations/0001_base.sql:7
sequence    audit.log_id_seq    migrations/0001_base.sql:7" audit.log "$scratch/t"
is "JSON" 0 '{"object":"open_names.name","type":"text","file":"migrations/0001_base.sql","line":5,"routes":[
{"method":"GET","path":"/names","file":"app.js","line":8,"handler":"listNames","statements":[{"file":"app.js","line":6,"function":"listNames","use":"select","via":null}]}
],"elsewhere":[],"models":[],"schema":[]}' open_names.name "$scratch/t" --format json
is "a column that does not exist" 2 'plumbline: the table "calls" has no column "statuss"; did you mean "status"?' calls.statuss "$scratch/t"
is "a table that does not exist" 2 'plumbline: the schema has no table "call"; did you mean "calls"?' call.status "$scratch/t"
is "no name at all" 2 'plumbline: "calls..x" is no TABLE, TABLE.COLUMN or SCHEMA.TABLE.COLUMN' calls..x "$scratch/t"
