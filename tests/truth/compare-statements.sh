#!/bin/sh
# compare-statements.sh LIST FOUND: statements per file, counted by hand, against those found.
#   plumbline facts PATH "SELECT f.path, count(*) FROM statement s JOIN file f ON f.id = s.file_id GROUP BY 1" > found.tsv
# Prints each file whose count differs, and a line of sums. 0: no difference, 1: some, 2: could not compare.
[ $# -eq 2 ] && [ -r "$1" ] && [ -r "$2" ] || { echo "usage: compare-statements.sh LIST FOUND" >&2; exit 2; }
awk -F '\t' '
	/^#/ || NF < 2 || $2 !~ /^[0-9]+$/ { next }
	FNR == NR { expected[$1] += $2; expecteds += $2; next }
	{ found[$1] += $2; founds += $2 }
	END {
		if (!expecteds) { print "compare-statements.sh: the list is empty" > "/dev/stderr"; exit 2 }
		for (f in expected) if (expected[f] != found[f] + 0) { differ++; printf "%s\texpected %d\tfound %d\n", f, expected[f], found[f] | "sort" }
		for (f in found) if (!(f in expected)) { differ++; printf "%s\texpected 0\tfound %d\n", f, found[f] | "sort" }
		close("sort")
		printf "expected %d, found %d, files that differ %d\n", expecteds, founds, differ
		exit differ > 0
	}' "$1" "$2"
