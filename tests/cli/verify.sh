#!/bin/bash
# plumbline verify on a small repository: where the two trees come from, exit codes, and that a tree is not touched.
cd "$(dirname "$0")/../.." || exit 2
program=${PLUMBLINE:-$PWD/build/plumbline}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
export XDG_CACHE_HOME=$scratch/cache XDG_STATE_HOME=$scratch/state HOME=$scratch LC_ALL=C.UTF-8 GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
n=0
if ! command -v git >/dev/null; then
	echo "1..0 # no git"
	exit 0
fi

app() {
	cat <<-JS
		const express = require('express');
		const { Pool } = require('pg');
		const app = express();
		const pool = new Pool();
		app.get('/calls', async (req, res) => {
			res.json((await pool.query('SELECT $1 FROM calls')).rows);
		});
	JS
}
mkdir -p "$scratch/t/api/migrations"
cd "$scratch/t" || exit 2
echo 'CREATE TABLE calls (id serial PRIMARY KEY, note text);' >api/migrations/1.sql
app note >api/app.js
{ git init -q -b main . && git add . && git commit -qm 1 && git tag v1; } >/dev/null 2>&1
echo 'ALTER TABLE calls RENAME COLUMN note TO remark;' >api/migrations/2.sql
app remark >api/app.js
{ git checkout -qb next && git add . && git commit -qm 2 && git tag v2; } >/dev/null 2>&1
before=$(find .git -type f -exec sha256sum {} + | sort)

# is NAME CODE PATTERN ARGUMENT…: the exit code, and one line of output or error that matches PATTERN (! PATTERN: none does)
is() {
	local name=$1 wanted=$2 pattern=$3 code ok
	shift 3
	n=$((n + 1))
	"$program" verify "$@" >"$scratch/out" 2>&1
	code=$?
	tr '\n' ' ' <"$scratch/out" | tr -s ' ' >"$scratch/line"
	if [ "${pattern#! }" != "$pattern" ]; then
		grep -qE -- "${pattern#! }" "$scratch/line" && ok=0 || ok=1
	else
		grep -qE -- "$pattern" "$scratch/line" && ok=1 || ok=0
	fi
	if [ "$code" = "$wanted" ] && [ "$ok" = 1 ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		echo "# exit code $code, wanted $wanted and: $pattern" && sed 's/^/# /' "$scratch/out"
	fi
}

echo 1..14
is "the old code on the work tree's schema" 1 'v1:api/app.js:6.*column "note" does not exist \(rename column public.calls.note in api/migrations/2.sql:1\)\. GET /calls' --against v1
is "the new code on the old schema, as a note" 1 'note deploy/new-code-before-migration api/app.js:6.*by the schema of v1, column "remark" does not exist' --against v1
is "a note does not fail by itself" 0 '0 errors, 0 warnings, 1 note' --against v1 --rule deploy/new-code-before-migration
is "a folder of the repository" 1 'v1:app.js:6' --against v1 api
is "two commits" 1 'v2:api/migrations/2.sql:1' --against v1 --head v2
is "a version against itself" 0 '0 errors, 0 warnings, 0 notes' --against HEAD --head next
git checkout -q v1
is "the work tree is not looked at when both are commits" 1 'v1:api/app.js:6' --against v1 --head v2
is "back again: a migration that is taken away changes no database" 0 '! deploy/' --against v2
is "only what is asked" 0 '! deploy/' --against v1 --head v2 --disable 'deploy/*' --rule 'query/*'
is "JSON" 1 '"file":"v1:api/app.js","line":6' --against v1 --head v2 --format json
is "no such commit" 2 'knows no branch, tag or commit "nosuch"' --against nosuch
is "no --against" 2 'needs --against REF' .
is "a folder in no repository" 2 'lies in no git repository' --against v1 "$scratch"
git checkout -q next
after=$(find .git -type f ! -name HEAD ! -name index -exec sha256sum {} + | sort | grep -v logs/)
n=$((n + 1))
if [ "$after" = "$(grep -v 'logs/\|HEAD$\|index$' <<<"$before")" ] && [ -z "$(git status --porcelain)" ]; then
	echo "ok $n - neither repository nor work tree is changed"
else
	echo "not ok $n - neither repository nor work tree is changed"
fi
