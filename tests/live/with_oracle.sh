#!/bin/bash
# with_oracle.sh [FOLDER…]: the replay of tests/live/replay, and of every schema declared in each folder given, against the server's catalogue; and the binder's verdicts
# against the server's, at length: tests/live/bind and MUTANTS (20000) mutants of each of its files, for each of SEEDS (1 2 3); then the statements of each folder given,
# against a database made of its migrations and models, and as many mutants of them. `make oracle` runs it.
#
#     make oracle                                     what docs/accuracy.md has
#     make oracle TREES="/path/to/a /path/to/b"       these trees too
set -euo pipefail
trees=()
for tree; do trees+=("$(realpath "$tree")"); done
cd "$(dirname "$0")/../.."
B=${B:-build}
psql=$PLUMBLINE_PG_BIN/psql
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

ask() { "$B/plumbline" facts "$@"; }

# The DDL of a tree as the server shall get it: migrations and schema files as they are, but for psql's own commands and the way down; what packs render of code.
write_ddl() {
	local tree=$1 path
	ask "$tree" "SELECT DISTINCT f.path FROM declared_source s LEFT JOIN declared_migration m ON m.source_id = s.id AND m.state = 'replayed'
		JOIN file f ON f.id = m.file_id OR s.kind = 'schema_file' AND f.path = s.path
		WHERE s.used AND s.kind IN ('migrations', 'schema_file') AND f.path LIKE '%.sql' ORDER BY s.id, m.ordinal" | sed 1d | while read -r path; do
		sed -E '/^--[[:space:]]*(\+goose|migrate:)[[:space:]]*down/I,$d; /^\\/d' "$tree/$path"
		echo ';'
	done
	for query in "SELECT d.text FROM ddl_text d JOIN declared_source s ON s.kind = d.source AND s.used
			JOIN declared_migration m ON m.source_id = s.id AND m.version = d.unit WHERE d.source = 'alembic' ORDER BY m.ordinal, d.ordinal" \
		"SELECT d.text FROM ddl_text d WHERE d.source = 'models' AND EXISTS (SELECT 1 FROM declared_source s WHERE s.kind = 'models' AND s.used) ORDER BY d.ordinal" \
		"SELECT s.text FROM statement s WHERE s.kind = 'ddl' AND s.complete AND EXISTS (SELECT 1 FROM declared_source d WHERE d.kind = 'startup' AND d.used)
			ORDER BY s.file_id, s.line"; do
		ask --format json "$tree" "$query" >"$work/texts.json"
		"$psql" -X -q -A -t "$PLUMBLINE_TEST_PG" <<-SQL
			\\set texts \`cat $work/texts.json\`
			SELECT string_agg(x->>'text', E';\\n' ORDER BY n) || ';' FROM json_array_elements(:'texts') WITH ORDINALITY AS t (x, n);
		SQL
	done
}

# What the program found in a tree, as a file of the form tests/live/bind has. The schema is in the database already.
write_statements() {
	printf -- '-- schema:\nSET client_min_messages = error;\n-- statements:\n'
	ask --format json "$1" "SELECT DISTINCT v.text FROM statement_variant v JOIN statement s ON s.id = v.statement_id
		WHERE v.complete AND v.parsed AND s.origin = 'text' AND s.kind IN ('select', 'insert', 'update', 'delete', 'merge')" >"$work/statements.json"
	"$psql" -X -q -A -t "$PLUMBLINE_TEST_PG" <<-SQL
		\\set statements \`cat $work/statements.json\`
		SELECT string_agg(rtrim(btrim(x->>'text', E' \\n\\t'), ';'), E'\\n;;\\n') FROM json_array_elements(:'statements') x;
	SQL
}

run_tree() {
	local tree=$1 name
	name=$(basename "$tree" | tr -c 'a-z0-9\n' _)
	echo "## $(basename "$tree")"
	write_ddl "$tree" >"$work/ddl.sql"
	write_statements "$tree" >"$work/tree.sql"
	"$psql" -X -q "$PLUMBLINE_TEST_PG" -c "CREATE DATABASE $name"
	"$psql" -X -q "${PLUMBLINE_TEST_PG/dbname=postgres/dbname=$name}" -f "$work/ddl.sql" >/dev/null 2>"$work/refused" || true
	echo "# sites with SQL text $(ask "$tree" "SELECT count(*) FROM statement WHERE origin = 'text'" | sed 1d), statements sent $(grep -cE '^(;;|-- statements:)$' "$work/tree.sql");" \
		"DDL refused $(grep -c 'ERROR:' "$work/refused")"
	{ grep -oE 'ERROR: .*' "$work/refused" || true; } | sort | uniq -c | sort -rn | head -5 | sed 's/^/# refused:/'
	PLUMBLINE_TEST_PG=${PLUMBLINE_TEST_PG/dbname=postgres/dbname=$name} "$B/tests/live/bind_truth" -t -m "${MUTANTS:-20000}" "$work/tree.sql" >"$work/out" || status=1
	{ grep -E '^(\||#|not ok|FALSE|OUTPUT|PARAMETER|NULL|ROWS|WRITTEN|$)' -A2 "$work/out" | grep -vE '^(MISSED|WORDED|MOVED|--|	)' || true; } | cat -s
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
	grep -E '^(\||#|not ok|FALSE|OUTPUT|PARAMETER|NULL|ROWS|WRITTEN|$)' -A2 "$work/out" | grep -vE '^(MISSED|WORDED|MOVED|--|	)' | cat -s
done
for tree in "${trees[@]}"; do
	run_tree "$tree"
done
exit $status
