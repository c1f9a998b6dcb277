#!/bin/bash
# The example applications: `check` finds exactly what findings.expected lists, and nothing in the repaired twins.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state LC_ALL=C
n=0

# check FOLDER: what is expected is in the folder; without findings.expected, nothing is
check() {
	local folder=$1 code wanted_code=0
	n=$((n + 1))
	"$program" check --format json "$folder" >"$scratch/json" 2>"$scratch/err"
	code=$?
	sed -n 's/^{"rule":"\([^"]*\)","level":"[a-z]*","verdict":[^,]*,"confidence":[^,]*,"file":"\([^"]*\)","line":\([0-9]*\),.*/\1 \2:\3/p' "$scratch/json" |
		sort >"$scratch/found"
	: >"$scratch/wanted"
	if [ -e "$folder/findings.expected" ]; then
		sort "$folder/findings.expected" >"$scratch/wanted"
		wanted_code=1
	fi
	if [ $code -eq $wanted_code ] && grep -q '"findings":' "$scratch/json" && cmp -s "$scratch/wanted" "$scratch/found"; then
		echo "ok $n - $folder"
		return
	fi
	echo "not ok $n - $folder"
	[ $code -eq $wanted_code ] || echo "# exit code $code, not $wanted_code"
	comm -23 "$scratch/wanted" "$scratch/found" | sed 's/^/# missing: /'
	comm -13 "$scratch/wanted" "$scratch/found" | sed 's/^/# surplus: /'
	head -n 20 "$scratch/err" | sed 's/^/# stderr: /'
}

echo 1..4
check examples/receptionist
check examples/receptionist-fixed
check tests/apps/clinic
check tests/apps/clinic-fixed
