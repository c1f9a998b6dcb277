# Sourced by the lints: each check writes what is wrong, one a line, to `check NAME`; nothing written is ok.
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
export LC_ALL=C
shopt -s lastpipe	# the check at the end of a pipe counts in this shell
tests=0
wrong=0

check() {
	local lines
	lines=$(head -n 40)
	tests=$((tests + 1))
	if [ -z "$lines" ]; then
		echo "ok $tests - $1"
	else
		wrong=1
		echo "not ok $tests - $1"
		sed 's/^/# /' <<<"$lines"
	fi
}

finish() { echo "1..$tests"; exit $wrong; }

# The files of the project: tracked or not, but nothing that is made or fetched.
project_files() {
	find . \( -path ./.git -o -path ./build -o -name node_modules \) -prune -o -type f -print | sed 's|^\./||' | sort
}
