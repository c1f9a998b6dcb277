#!/bin/bash
# Files nobody reaches, texts that name a machine, and the layout of C files.
. "$(dirname "$0")/tap.bash"

find audit reports -name '*.h' | sort | while read -r header; do
	grep -rqE "^#include \"([^\"]*/)?$(basename "$header")\"" audit reports tests --include='*.[ch]' || echo "$header: included by nobody"
done | check "every header is included"

# An object none of whose names another object needs, tests included, is called by nobody. Only where the objects are there.
objects=${B:-build}
if [ -e "$objects/plumbline" ] && command -v nm >/dev/null; then
	find "$objects/audit" "$objects/reports" "$objects/tests" -name '*.o' 2>/dev/null | sort | while read -r object; do
		source=${object#"$objects/"}
		[ -e "${source%.o}.c" ] && nm "$object" | awk -v o="${source%.o}.c" '$1 == "U" { print o, "U", $2 } NF == 3 && $2 ~ /[TDBRV]/ { print o, "D", $3 }'
	done | awk '
		$2 == "U" { needed[$3] = 1; next }
		$1 !~ /^tests/ && $1 != "audit/main.c" { name[++n] = $3; file[n] = $1 }
		END {
			for (i = 1; i <= n; i++) if (needed[name[i]]) reached[file[i]] = 1
			for (i = 1; i <= n; i++) if (!reached[file[i]] && !said[file[i]]++) print file[i] ": nothing of it is used"
			for (i = 1; i <= n; i++) if (!needed[name[i]] && reached[file[i]]) print "# warning: " name[i] " in " file[i] " is used by no other file" >"/dev/stderr"
		}' 2> >(sort >&2) | check "every source is used"
fi

# Pages made from rules and schemas are those `make docs` would make now.
if [ -x "$objects/tests/docs" ]; then
	made=$(mktemp -d)
	"$objects/tests/docs" "$made" 2>&1
	for page in "$made"/*.md; do
		cmp -s "$page" "docs/$(basename "$page")" || echo "docs/$(basename "$page") is not what \`make docs\` makes"
	done
	rm -rf "$made"
fi | check "made pages are up to date"

# A page nobody points to is read by nobody; a script nobody calls is run by nobody.
for page in docs/*.md docs/*/*.md; do
	[ -e "$page" ] || continue
	grep -rlq --include='*.md' "$(basename "$page")" --exclude="$(basename "$page")" README.md CHANGELOG.md docs 2>/dev/null || echo "$page: no other page names it"
done | check "every page is linked"
for script in tests/*.sh tests/bench/* tests/fuzz/*.sh; do
	[ -f "$script" ] || continue
	grep -rlqF -- "$(basename "$script")" Makefile .ci tests docs --exclude="$(basename "$script")" || [[ $script == tests/bench/*.sh ]] || echo "$script: called by nobody"
done | check "every script is called"

find tests/unit -name 'test_*.c' 2>/dev/null | sort | while read -r file; do
	grep -q 'cmocka_run_group_tests' "$file" || echo "$file: runs no group of tests"
	# A test written and forgotten in the list is a warning of the compiler (unused static function), so it cannot be here.
	grep -qE 'assert_|fail' "$file" || echo "$file: asserts nothing"
done | check "every unit test runs and asserts"

project_files | grep -E '^tests/.*\.(sh|bash)$' | while read -r script; do
	bash -n "$script" 2>&1
	case $script in *.sh) [ -x "$script" ] || echo "$script: not executable" ;; esac
done | check "scripts parse"

if command -v shellcheck >/dev/null; then
	shellcheck --severity=warning --exclude=SC1007,SC1091,SC2046,SC2016 $(project_files | grep -E '^tests/.*\.sh$|^\.ci/run$') 2>&1 | grep -E '^In |SC[0-9]' | check "shellcheck finds nothing"
fi

project_files | grep -vE '\.(png|jpg|gif|ico|woff2?)$|^tests/(fuzz|truth)/' | xargs -r grep -nIE \
	'(^|[^A-Za-z0-9_.])/(home/[a-z]+|root|work|Users)/[A-Za-z]|registry\.npmjs|npmmirror|pypi\.org/simple|files\.pythonhosted' /dev/null |
	grep -v '^tests/lint/files.sh:' | grep -v 'home/ada' | check "no text names a machine's folders or a package registry"

grep -n '"resolved"' package-lock.json tests/real/package-lock.json | check "the lock files record no addresses"
# A lock file that lacks a package of its package.json cannot be installed; the two are merged by hand often enough.
for folder in . tests/real; do
	sed -n '/^\t"\(dev\)\{0,1\}[dD]ependencies": {/,/^\t}/s/^\t\t"\([^"]*\)": .*/\1/p' $folder/package.json | while read -r package; do
		grep -qF "\"node_modules/$package\": {" $folder/package-lock.json || echo "$folder/package-lock.json lacks $package: npm install --package-lock-only --ignore-scripts"
	done
done | check "lock files hold what is asked for"

grep -nE '[[:space:]]+$' $(project_files | grep -E '\.(c|h|sql|sh)$') Makefile /dev/null |
	check "no white space at the ends of lines"

grep -nE '^(    |  +[a-z])' $(project_files | grep -E '\.[ch]$') /dev/null | grep -vE ':[0-9]+: +\*' | check "C is indented with tabs"

# A test's source text may stand on one line: it reads better whole.
awk 'length($0) > (FILENAME ~ /^tests\// ? 300 : 200) && $0 !~ /https?:/ { print FILENAME ":" FNR ": " length($0) " characters" }' $(project_files | grep -E '\.c$') /dev/null |
	check "lines of C fit the page"

# Long files are not wrong, but a second idea may hide in them.
wc -l $(project_files | grep -E '\.[ch]$') /dev/null | awk '$2 != "total" && $1 > 600 { print "# warning: " $2 " has " $1 " lines" }'

finish
