#!/bin/bash
# with_oracle.sh [FOLDER…]: the replay of tests/live/replay, and of every schema declared in each folder given, against the server's catalogue; and the binder's verdicts against the server's, at length: tests/live/bind and MUTANTS (20000) mutants of each of its files, for each of
# SEEDS (1 2 3); then the statements of each folder given, against the schema of its migrations, and as many mutants of them. `make oracle` runs it.
#
#     make oracle                                     what docs/accuracy.md has
#     make oracle TREES="/path/to/a /path/to/b"       these trees too
set -euo pipefail
trees=()
for tree; do trees+=("$(realpath "$tree")"); done
cd "$(dirname "$0")/../.."
B=${B:-build}
psql=${PLUMBLINE_PG_BIN:-/usr/lib/postgresql/15/bin}/psql
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# What the program found in a tree, as a file of the form tests/live/bind has. Transactions and CONCURRENTLY cannot be inside the one transaction it runs in.
write_tree() {
	echo "-- schema:"
	"$B/plumbline" facts "$1" "SELECT f.path FROM declared_migration m JOIN declared_source s ON s.id = m.source_id JOIN file f ON f.id = m.file_id
		WHERE s.kind = 'migrations' AND m.state = 'replayed' AND f.path LIKE '%.sql' ORDER BY m.source_id, m.ordinal" | sed 1d | while read -r path; do
		grep -v '^\\' "$1/$path"
		echo
	done | sed -E 's/^[[:space:]]*(BEGIN|COMMIT)[[:space:]]*;//I; s/\bCONCURRENTLY\b//I'
	echo "-- statements:"
	"$B/plumbline" facts --format json "$1" "SELECT DISTINCT v.text FROM statement_variant v JOIN statement s ON s.id = v.statement_id
		WHERE v.complete AND v.parsed AND s.origin = 'text' AND s.kind IN ('select', 'insert', 'update', 'delete', 'merge')" >"$work/statements.json"
	"$psql" -X -q -A -t "$PLUMBLINE_TEST_PG" <<-SQL
		\\set statements \`cat $work/statements.json\`
		SELECT string_agg(rtrim(btrim(x->>'text', E' \\n\\t'), ';'), E'\\n;;\\n') FROM json_array_elements(:'statements') x;
	SQL
}

echo "## the replay"
"$B/tests/live/replay_truth" tests/live/replay/*.sql || status=1
"$B/tests/live/replay_truth" -e tests/live/replay/*.sql || status=1
for tree in "${trees[@]}"; do
	"$B/tests/live/replay_truth" -t "$tree" || status=1
done
for seed in ${SEEDS:-1 2 3}; do
	echo "## the battery, seed $seed"
	"$B/tests/live/bind_truth" -t -m "${MUTANTS:-20000}" -s "$seed" tests/live/bind/*.sql >"$work/out" || status=1
	grep -E '^(\||#|not ok|FALSE|OUTPUT|PARAMETER|$)' -A2 "$work/out" | grep -vE '^(MISSED|WORDED|MOVED|--|	)' | cat -s
done
for tree in "${trees[@]}"; do
	echo "## $(basename "$tree")"
	write_tree "$tree" >"$work/tree.sql"
	"$B/tests/live/bind_truth" -t -m "${MUTANTS:-20000}" "$work/tree.sql" >"$work/out" || status=1
	grep -E '^(\||#|not ok|FALSE|OUTPUT|PARAMETER|$)' "$work/out" | cat -s
done
exit $status
