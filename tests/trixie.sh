#!/bin/bash
# Builds the program on Debian 13 and runs the unit tests (libpg_query 17, libgit2 1.9, a newer gcc) and those of running servers (PostgreSQL 17).
# A small Debian is put into build/trixie with debootstrap, and the tree is copied into it. Where that is not possible
# (no root, no debootstrap, no mirror, no chroot) the reason is said, with "skipped", and that is no failure.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD/build/trixie
skip() { echo "test-trixie: skipped: $*"; exit 0; }

[ "$(id -u)" = 0 ] || skip "debootstrap needs root"
if ! command -v debootstrap >/dev/null; then
	{ DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap ||
		{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends debootstrap; }; } >/dev/null 2>&1 ||
		skip "debootstrap cannot be installed"
fi

# The mirror this machine uses.
mirror=$({ cat /etc/apt/sources.list /etc/apt/sources.list.d/*.sources /etc/apt/sources.list.d/*.list 2>/dev/null || true; } |
	awk '/^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^https?:.*\/debian\/?$/) { print $i; exit } }
	     /^URIs:/ { for (i = 2; i <= NF; i++) if ($i ~ /\/debian\/?$/) { print $i; exit } }' | head -n 1)
[ -n "$mirror" ] || skip "/etc/apt names no Debian mirror"

# Packages come from the same mirror through the same proxy settings as here.
packages=make,gcc,libc6-dev,binutils,mawk,pkg-config,git,libpg-query-dev,libsqlite3-dev,libgit2-dev,libcjson-dev,libyaml-dev,libpcre2-dev,libxxhash-dev,libpq-dev,libhiredis-dev,libssl-dev,libcmocka-dev,postgresql,postgresql-17-plpgsql-check,redis-server,pgbouncer,openssl
if [ ! -e "$root/.complete" ]; then
	rm -rf "$root"
	mkdir -p "$root"
	echo "test-trixie: setting up Debian 13 in build/trixie from $mirror"
	script=
	[ -e /usr/share/debootstrap/scripts/trixie ] || script=/usr/share/debootstrap/scripts/sid
	# shellcheck disable=SC2086
	debootstrap --variant=minbase --include="$packages" trixie "$root" "$mirror" $script >build/trixie.log 2>&1 || {
		tail -n 5 build/trixie.log
		skip "debootstrap failed, see build/trixie.log"
	}
	touch "$root/.complete"
fi

# The grammars go along, so that no npm is needed in there.
mkdir -p "$root/src"
find "$root/src" -mindepth 1 -maxdepth 1 ! -name build ! -name node_modules -exec rm -rf {} +
tar -c --exclude=./build --exclude=./.git --exclude='./node_modules/*/prebuilds' . | tar -x -C "$root/src"
# /proc and /dev are there for this run only: the mounts live in a namespace of their own.
unshare --mount true 2>/dev/null || skip "no mount namespace can be made here"
# shellcheck disable=SC2016
unshare --mount bash -euc '
	mount --bind /proc "$1/proc" && mount --rbind /dev "$1/dev" || { echo "test-trixie: skipped: nothing can be mounted here"; exit 0; }
	exec chroot "$1" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
		make -C /src --no-print-directory test-unit test-servers' trixie "$root"
