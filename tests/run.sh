#!/bin/bash
# tests/run.sh lint|unit|cases|cli|live|servers …: runs suites and prints what failed and a count for each.
# tests/run.sh total: sums the counts of all suites run since build/counts was emptied, as the last line.
#
# Every suite speaks TAP: "ok - name", "not ok - name", details in "# …" lines behind it. A test program that
# ends before its plan is through, or with an error and no failed test, counts as one more failure.
#
#     B         the folder of the variant, build or build/asan
#     PLUMBLINE_TEST_PG   conninfo of a server the live tests may use; when not set, tests/live/with_postgres.sh starts one
#     CASE      a part of the names of the cases to run
#     VERBOSE   when set, what passed is printed too
set -uo pipefail
cd "$(dirname "$0")/.." || exit 2
B=${B:-build}
counts=build/counts
export LC_ALL=C.UTF-8
export ASAN_OPTIONS=exitcode=99:detect_leaks=1:abort_on_error=0
export UBSAN_OPTIONS=exitcode=99:print_stacktrace=1
PLUMBLINE=$PWD/$B/plumbline
export PLUMBLINE B

# judge NAME STATUS <tap: prints the failures; adds "passed failed" to the suite's count file ($tally).
judge() {
	awk -v name="$1" -v status="$2" -v verbose="${VERBOSE:-}" -v tally="$tally" '
		/^1\.\.[0-9]+/ { planned += substr($1, 4) }
		/^ok / { passed++; showing = 0; if (verbose) print "  " $0; next }
		/^not ok / { failed++; showing = 1; print "  " name ": " $0; next }
		/^# cases: / { print "  " substr($0, 3); next }
		showing || verbose { print "      " $0 }
		{ line[++n] = $0 }
		END {
			lost = planned > passed + failed ? planned - passed - failed : 0
			if (lost == 0 && status != 0 && failed == 0)
				lost = 1
			if (lost > 0) {
				printf "  %s: ended with status %d, %d of its tests did not report\n", name, status, lost
				for (i = n > 60 ? n - 59 : 1; i <= n; i++)
					print "      " line[i]
			}
			printf "%d %d\n", passed, failed + lost >>tally
		}'
}

# run_all COMMAND…: each command (a line of words) as one test program, two at a time; then judged in order.
run_all() {
	local out=$B/results/$suite name
	rm -rf "$out"
	mkdir -p "$out"
	printf '%s\n' "$@" | CMOCKA_MESSAGE_OUTPUT=TAP xargs -P "${JOBS:-2}" -I{} bash -c \
		'name=$(basename "${1%% *}" .sh); timeout -k 5 600 $1 >"$2/$name.tap" 2>&1 </dev/null; echo $? >"$2/$name.status"' _ {} "$out"
	for name in "$@"; do
		name=$(basename "${name%% *}" .sh)
		judge "$name" "$(cat "$out/$name.status")" <"$out/$name.tap"
	done
}

present() { local f; for f in "$@"; do [ -e "$f" ] && echo "$f"; done; }

run_suite() {
	local programs=()
	case $suite in
	lint) mapfile -t programs < <(present tests/lint/*.sh) ;;
	unit) mapfile -t programs < <(for f in tests/unit/test_*.c; do [ -e "$f" ] && echo "$B/tests/$(basename "$f" .c)"; done) ;;
	cases) [ -e "$B/plumbline" ] && programs=("$B/tests/cases $B/plumbline ${CASE:-}") ;;
	cli) mapfile -t programs < <(present tests/cli/*.sh) ;;
	live) mapfile -t programs < <(present tests/live/*.sh | grep -v '/with_') ;;
	servers) programs=(tests/live/audit.sh tests/live/preflight.sh tests/live/servers.sh) ;;
	*) echo "unknown suite $suite" >&2; exit 2 ;;
	esac
	[ ${#programs[@]} -eq 0 ] && return
	run_all "${programs[@]}"
}

sum() { awk '{ p += $1; f += $2 } END { printf "%d passed, %d failed\n", p, f; exit f > 0 }' "$@"; }

mkdir -p "$counts"
if [ "$1" = total ]; then
	# A variant that could not even be built has no counts, only make's status.
	{ cat "$counts"/* 2>/dev/null; echo 0 0; } | awk -v status="${STATUS:-0}" '
		{ p += $1; f += $2 }
		END {
			if (status != 0 && f == 0) { print "not everything could be built"; f = 1 }
			printf "%d passed, %d failed\n", p, f
			exit f > 0
		}'
	exit
fi
failed=0
for suite in "$@"; do
	tally=$PWD/$counts/$(basename "$B")-$suite
	# The live tests share one server, which the wrapper starts and stops around this script.
	if [ "$suite" = live ] && [ -z "${PLUMBLINE_TEST_PG:-}" ] && [ -x tests/live/with_postgres.sh ]; then
		rm -f "$tally"
		tests/live/with_postgres.sh tests/run.sh live || failed=1
		[ -s "$tally" ] || { echo "live: no server could be started"; echo "0 1" >"$tally"; failed=1; }
		continue
	fi
	: >"$tally"
	run_suite
	printf '%s%s: ' "$suite" "$([ "$B" = build ] || echo " ($(basename "$B"))")"
	sum "$tally" || failed=1
done
exit $failed
