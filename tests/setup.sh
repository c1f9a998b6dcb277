#!/bin/bash
# tests/setup.sh build|test|server: installs on Debian what is missing to build, to run the tests, and to run those that
# need a PostgreSQL server, and prints make variables:
# NEEDED_<what>, the files whose presence means "nothing to do", and for "build" the flags from pkg-config.
# It looks for files, not at the package database, so that a second run costs nothing.
set -euo pipefail
cd "$(dirname "$0")/.."
what=$1
say() { printf 'setup: %s\n' "$*" >&2; }

# The newest server's initdb; each Debian release brings another version, and any from 15 on serves the tests.
server() { compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 | grep . || echo /usr/lib/postgresql/bin/initdb; }

# Its version; before there is one, that of the Debian release.
server_version() {
	local version
	version=$(server | sed -n 's|.*/postgresql/\([0-9]*\)/bin/.*|\1|p')
	[ -n "$version" ] || case $(. /etc/os-release && echo "${VERSION_ID:-}") in 13) version=17 ;; *) version=15 ;; esac
	echo "$version"
}

# file that must exist, package that brings it
case $what in
build) table='
	/usr/bin/gcc gcc
	/usr/include/stdio.h libc6-dev
	/usr/include/linux/openat2.h linux-libc-dev
	/usr/bin/ar binutils
	/usr/bin/awk mawk
	/usr/bin/pkg-config pkg-config
	/usr/include/pg_query.h libpg-query-dev
	/usr/include/sqlite3.h libsqlite3-dev
	/usr/include/git2.h libgit2-dev
	/usr/include/cjson/cJSON.h libcjson-dev
	/usr/include/yaml.h libyaml-dev
	/usr/include/pcre2.h libpcre2-dev
	/usr/include/xxhash.h libxxhash-dev
	/usr/include/postgresql/libpq-fe.h libpq-dev
	/usr/include/hiredis/hiredis.h libhiredis-dev
	/usr/include/openssl/sha.h libssl-dev
	' ;;
test) table='
	/usr/include/cmocka.h libcmocka-dev
	' ;;
server) table='
	'"$(server)"' postgresql
	/usr/share/postgresql/'"$(server_version)"'/extension/plpgsql_check.control postgresql-'"$(server_version)"'-plpgsql-check
	/usr/bin/setpriv util-linux
	/usr/bin/redis-server redis-server
	/usr/sbin/pgbouncer pgbouncer
	/usr/bin/openssl openssl
	/usr/bin/curl curl
	/usr/lib/python3/dist-packages/fastapi/__init__.py python3-fastapi
	/usr/lib/python3/dist-packages/flask/__init__.py python3-flask
	/usr/lib/python3/dist-packages/django/__init__.py python3-django
	/usr/lib/python3/dist-packages/rest_framework/__init__.py python3-djangorestframework
	/usr/lib/python3/dist-packages/psycopg2/__init__.py python3-psycopg2
	/usr/lib/python3/dist-packages/uvicorn/__init__.py python3-uvicorn
	/usr/lib/python3/dist-packages/asyncpg/__init__.py python3-asyncpg
	/usr/lib/python3/dist-packages/sqlalchemy/__init__.py python3-sqlalchemy
	/usr/bin/go golang-go
	/usr/share/gocode/src/github.com/lib/pq/conn.go golang-github-lib-pq-dev
	/usr/share/gocode/src/github.com/go-chi/chi/chi.go golang-github-go-chi-chi-dev
	/usr/share/gocode/src/github.com/gin-gonic/gin/gin.go golang-github-gin-gonic-gin-dev
	/usr/share/gocode/src/github.com/labstack/echo/echo.go golang-github-labstack-echo-dev
	/usr/share/gocode/src/github.com/jinzhu/gorm/main.go golang-github-jinzhu-gorm-dev
	/usr/lib/python3/dist-packages/psycopg/__init__.py python3-psycopg
	' ;;
*) say "unknown part \"$what\""; exit 2 ;;
esac

grammar_files=(
	node_modules/tree-sitter/vendor/tree-sitter/lib/src/lib.c
	node_modules/tree-sitter-javascript/src/parser.c
	node_modules/tree-sitter-typescript/typescript/src/parser.c
	node_modules/tree-sitter-typescript/tsx/src/parser.c
	node_modules/tree-sitter-python/src/parser.c
	node_modules/tree-sitter-go/src/parser.c
)

# What the tests run for real: frameworks, drivers.
real_file=tests/real/node_modules/.package-lock.json
real_present() { [ $real_file -nt tests/real/package-lock.json ]; }

# True when every grammar is there in the version package.json pins.
grammars_present() {
	local file name version
	for file in "${grammar_files[@]}"; do
		[ -e "$file" ] || return 1
	done
	while read -r name version; do
		grep -q "\"version\": \"$version\"" "node_modules/$name/package.json" || return 1
	done <<<"$(sed -n 's/^\t\t"\(tree-sitter[a-z-]*\)": "\([0-9.]*\)",\{0,1\}$/\1 \2/p' package.json)"
}

missing=()
while read -r file package; do
	[ -z "$file" ] || [ -e "$file" ] || missing+=("$package")
done <<<"$table"
if { { [ "$what" = build ] && ! grammars_present; } || { [ "$what" = server ] && ! real_present; }; } && ! command -v npm >/dev/null; then
	missing+=(npm)
fi

if [ ${#missing[@]} -gt 0 ]; then
	[ -z "${SETUP_INSTALLED:-}" ] || { say "installed, and yet files are missing that should come with: ${missing[*]}"; exit 1; }
	install=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y -q --no-install-recommends "${missing[@]}")
	command -v apt-get >/dev/null || { say "no apt-get here; install what brings: ${missing[*]}"; exit 1; }
	if [ "$(id -u)" = 0 ]; then
		as_root=()
	elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
		as_root=(sudo)
	else
		say "missing: ${missing[*]}. Install them and run make again:"
		say "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
		exit 1
	fi
	say "installing ${missing[*]}"
	mkdir -p build/setup
	log=build/setup/apt.log
	"${as_root[@]}" "${install[@]}" >$log 2>&1 || {
		say "updating the package lists"
		"${as_root[@]}" apt-get update >$log 2>&1 && "${as_root[@]}" "${install[@]}" >$log 2>&1
	} || {
		tail -n 20 $log >&2
		say "apt-get could not install them; see $log"
		exit 1
	}
	SETUP_INSTALLED=1 exec tests/setup.sh "$what"
fi

# install FOLDER: what its package-lock.json pins
install() {
	# Behind a proxy with a certificate of its own, what the system trusts is trusted here too.
	local certificates=/etc/ssl/certs/ca-certificates.crt
	[ -n "${NODE_EXTRA_CA_CERTS:-}" ] || [ ! -e $certificates ] || export NODE_EXTRA_CA_CERTS=$certificates
	(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund) >&2
}

printf 'NEEDED_%s :=' "$what"
awk 'NF == 2 { printf " %s", $1 }' <<<"$table"
if [ "$what" = build ]; then
	if ! grammars_present; then
		say "fetching the grammars package-lock.json pins"
		install .
		grammars_present || { say "npm did not bring the grammars package.json names"; exit 1; }
	fi
	printf ' %s' "${grammar_files[@]}"
	packages='sqlite3 libgit2 libcjson yaml-0.1 libpcre2-8 libpq hiredis libcrypto'
	# shellcheck disable=SC2086
	printf '\nPACKAGE_CFLAGS := %s\nPACKAGE_LIBS := %s' "$(pkg-config --cflags $packages)" "$(pkg-config --libs $packages)"
fi
if [ "$what" = server ]; then
	if ! real_present; then
		say "fetching the frameworks and drivers tests/real/package-lock.json pins"
		install tests/real
		touch $real_file
	fi
	printf ' %s' $real_file
fi
echo
