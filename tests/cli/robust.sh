#!/bin/bash
# What a run must survive: files that cannot be read, links in circles, names with anything in them, deep and long sources, many files,
# runs side by side, and being killed in the middle.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'chmod -R u+rwx "$scratch"; rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C
tests=0 wrong=0

# ok NAME CONDITION…: the condition is a command
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
		tail -n 20 "$scratch/err" | sed 's/^/# /'
	fi
}

# check ARGUMENT…: runs, keeps code, out and err; a report of a sanitizer and a signal are never fine
check() {
	timeout -k 5 300 "$program" check "$@" >"$scratch/out" 2>"$scratch/err"
	code=$?
	{ [ $code -le 1 ] || [ $code -eq 3 ]; } && ! grep -qE 'Sanitizer|runtime error' "$scratch/err"
}
tree() { rm -rf "$scratch/t"; cp -r examples/receptionist "$scratch/t"; }
same_findings() { cmp -s <(sed 1d "$1") <(sed 1d "$2"); }	# the first line has the times
finding_rules() { sed -n 's/^{"rule":"\([^"]*\)","level.*"file":"\([^"]*\)","line":\([0-9]*\),.*/\1 \2:\3/p' "$1" | sort; }

tree
check --format json "$scratch/t"
cp "$scratch/out" "$scratch/plain.json"
ok "findings to compare with" [ "$code" -eq 1 ]

# --- what lies in the tree ---

ln -s . "$scratch/t/loop"
ln -s ../t "$scratch/t/src/up"
ln -s /etc/passwd "$scratch/t/src/passwd.js"
ln -s nowhere "$scratch/t/src/dangling.js"
mkfifo "$scratch/t/src/pipe.js"
mkdir "$scratch/t/src/folder.js"
printf 'require("pg");\n' >"$scratch/t/src/"$'new\nline\e[31m\u202e.js'
printf 'const x = require("pg"\xff\xfe\x00);\n' >"$scratch/t/src/bytes.js"
: >"$scratch/t/src/empty.js"
ok "links, pipes, odd names and bytes change nothing" check --format json "$scratch/t"
ok "and the findings are the same" cmp -s <(finding_rules "$scratch/plain.json") <(finding_rules "$scratch/out")

mkdir "$scratch/t/migrations/evil"
printf 'CREATE TABEL x;\n' >"$scratch/t/migrations/"$'0009_\e]0;title\a_::error::.sql'
check "$scratch/t"
ok "no control character of a file's name is printed" test "$(tr -d '\n\t' <"$scratch/out" | grep -c $'[\x01-\x1f]')" = 0

tree
chmod 000 "$scratch/t/src/routes/calls.js" "$scratch/t/src/services"
if [ "$(id -u)" != 0 ]; then
	ok "an unreadable file is said, and the rest is looked at" check --format json "$scratch/t"
	ok "its coverage" grep -q '"skipped"' <("$program" facts "$scratch/t" --format json "SELECT state FROM coverage WHERE reason = 'not readable'")
fi
chmod -R u+rwx "$scratch/t"

# --- size ---

deep() { printf '%s' "$1"; head -c $((${#2} * 20000)) < <(yes "$2" | tr -d '\n'); }
tree
deep 'require("pg"); x = ' '[' >"$scratch/t/src/brackets.js"
deep 'require("pg"); x = ' 'a(' >"$scratch/t/src/calls.js"
deep 'require("pg"); x = ' '{a:' >"$scratch/t/src/objects.js"
deep 'require("pg"); ' 'if(a){' >"$scratch/t/src/blocks.js"
deep 'require("pg"); x = ' '`${' >"$scratch/t/src/templates.js"
deep 'import psycopg; x = ' '(' >"$scratch/t/src/parens.py"
deep 'SELECT ' '(' >"$scratch/t/migrations/0008_deep.sql"
{
	printf "const { Pool } = require('pg');\nconst p = new Pool();\np.query("
	deep "'SELECT '" " + 'x'"
	printf ');\n'
} >"$scratch/t/src/sum.js"
ok "nesting without end" check "$scratch/t"

tree
{
	echo "const { Pool } = require('pg'); const pool = new Pool();"
	for i in $(seq 3000); do
		printf 'exports.f%d = async function (req, res) {\n  const { rows } = await pool.query("SELECT id FROM calls WHERE id = $1", [req.params.id]);\n  if (!rows.length) return res.status(404).end();\n  res.json(await exports.f%d(rows));\n};\n' "$i" $((i + 1))
	done
} >"$scratch/t/src/long.js"
ok "a source of 15,000 lines" check "$scratch/t"

mkdir -p "$scratch/many"
for d in $(seq 100); do
	mkdir "$scratch/many/d$d"
	for f in $(seq 100); do
		echo "module.exports = require('../d$((d % 100 + 1))/f$f');" >"$scratch/many/d$d/f$f.js"
	done
done
echo "const { Pool } = require('pg'); require('./d1/f1'); new Pool().query('SELECT 1');" >"$scratch/many/app.js"
ok "a tree of 10,000 files" check "$scratch/many"

# --- several runs, and killed ones ---

tree
for i in 1 2 3 4; do
	"$program" check --format json "$scratch/t" >"$scratch/side.$i" 2>"$scratch/side.err.$i" &
done
wait
cat "$scratch"/side.err.* >"$scratch/err"
side() { local i; for i in 1 2 3 4; do same_findings "$scratch/side.1" "$scratch/side.$i" || return 1; done; cmp -s <(finding_rules "$scratch/plain.json") <(finding_rules "$scratch/side.1"); }
ok "four runs side by side say the same" side

for i in $(seq 12); do
	touch "$scratch/t/src/app.js"
	"$program" check "$scratch/t" >/dev/null 2>&1 &
	pid=$!
	sleep "0.0$((i * 3 % 10))"
	kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
done
touch "$scratch/t/src/app.js"
check --format json "$scratch/t"
ok "after twelve killed runs the findings are the same" cmp -s <(finding_rules "$scratch/plain.json") <(finding_rules "$scratch/out")
ok "and nothing is complained about" [ ! -s "$scratch/err" ]

# --- the cache and the history are there to be lost ---

find "$scratch/cache" "$scratch/state" -type f | while read -r file; do printf 'garbage' >"$file"; done
touch "$scratch/t/src/app.js"
ok "a broken cache and a broken history" check --format json "$scratch/t"
ok "cost no finding" cmp -s <(finding_rules "$scratch/plain.json") <(finding_rules "$scratch/out")
rm -rf "$scratch/cache" "$scratch/state"
: >"$scratch/cache"
: >"$scratch/state"
ok "no folder for either" check --format json "$scratch/t"
ok "costs no finding" cmp -s <(finding_rules "$scratch/plain.json") <(finding_rules "$scratch/out")

echo "1..$tests"
exit $wrong
