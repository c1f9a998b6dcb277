#!/bin/bash
# What a check costs, against the bare parse of the same files by one thread, in the same run on the same machine; medians of ROUNDS runs.
#
#     make bench [BENCH_TREE=path] [ROUNDS=9]
#
# Without BENCH_TREE the example application is copied COPIES times into a temporary folder.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${PLUMBLINE:-$PWD/build/plumbline}
parse=${B:-build}/tests/bench/parse
rounds=${ROUNDS:-9}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XDG_STATE_HOME=$scratch/state XDG_CACHE_HOME=$scratch/cache LC_ALL=C.UTF-8

if [ -n "${BENCH_TREE:-}" ]; then
	mkdir "$scratch/one"
	# Only what a walk would see: tracked files where there is a repository.
	(cd "$BENCH_TREE" && { git ls-files -z 2>/dev/null || find . -type f -print0; } | grep -zvE '(^|/)node_modules/' | tar --null -T - -cf - 2>/dev/null || true) |
		tar -xf - -C "$scratch/one"
else
	for i in $(seq "${COPIES:-60}"); do
		mkdir -p "$scratch/one/app$i"
		cp -r examples/receptionist/. "$scratch/one/app$i/"
	done
fi
mkdir "$scratch/two"
cp -r "$scratch/one" "$scratch/two/first"
cp -r "$scratch/one" "$scratch/two/second"

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b }'; }
# ms COMMAND…: wall-clock milliseconds
ms() {
	local began=$EPOCHREALTIME ended
	"$@" >/dev/null 2>&1 || [ $? -le 1 ] || { echo "failed: $*" >&2; exit 1; }
	ended=$EPOCHREALTIME
	awk -v a="$began" -v b="$ended" 'BEGIN { printf "%.2f\n", (b - a) * 1000 }'
}
cold() { rm -rf "$XDG_CACHE_HOME"; ms "$program" check --no-history "$@"; }

"$program" facts "$scratch/one" "SELECT path FROM file WHERE parsed" 2>/dev/null | sed "1d;s|^|$scratch/one/|" >"$scratch/selected"
find "$scratch/one" -type f | sort >"$scratch/all"

for _ in $(seq "$rounds"); do
	"$parse" 1 <"$scratch/all" 2>"$scratch/all.size" >>"$scratch/parse_all"
	"$parse" 1 <"$scratch/selected" 2>"$scratch/selected.size" >>"$scratch/parse_selected"
	cold "$scratch/one" >>"$scratch/cold"
	ms "$program" check --no-history "$scratch/one" >>"$scratch/warm"
	touch "$(head -n 1 "$scratch/selected")"
	ms "$program" check --no-history "$scratch/one" >>"$scratch/edited"
	cold --jobs 1 "$scratch/one" >>"$scratch/cold_1"
	cold "$scratch/two" >>"$scratch/cold_two"
done
for name in parse_all parse_selected cold warm edited cold_1 cold_two; do
	declare "$name=$(median <"$scratch/$name")"
done
# shellcheck disable=SC2154	# set by declare above
{
	printf 'tree: %s (parsed by us: %s); %s processors; medians of %s\n\n' "$(cat "$scratch/all.size")" "$(cat "$scratch/selected.size")" "$(nproc)" "$rounds"
	printf '%-48s %10s %12s\n' '' ms 'x all files'
	row() { printf '%-48s %10.1f %12s\n' "$1" "$2" "$(ratio "$2" "$parse_all")"; }
	row 'bare tree-sitter, all files, 1 thread' "$parse_all"
	row 'bare tree-sitter, the files we parse, 1 thread' "$parse_selected"
	row 'check, cold' "$cold"
	row 'check, cold, --jobs 1' "$cold_1"
	row 'check, one file touched' "$edited"
	row 'check, nothing changed' "$warm"
	row 'check, cold, twice the tree' "$cold_two"
	printf '\ntwice the tree takes %s times the time (budget 2.1)\n' "$(ratio "$cold_two" "$cold")"
}
