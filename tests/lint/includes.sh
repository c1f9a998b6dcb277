#!/bin/bash
# Who includes whom, and which file may see which library.
. "$(dirname "$0")/tap.bash"

c_files() { find audit reports tests -name '*.[ch]' | sort; }

# file, line, included path as from the root of the tree
own_includes() {
	c_files | while read -r file; do
		grep -n '^#include "' "$file" | while IFS=: read -r line text; do
			path=${text#*\"}
			echo "$file $line $(realpath -m --relative-to=. "$(dirname "$file")/${path%%\"*}")"
		done
	done
}

# part: what it may include besides itself
own_includes | awk '
	BEGIN {
		allowed["base"] = ""
		allowed["store"] = "base"
		allowed["sql"] = "base"
		allowed["extract"] = "base"
		allowed["live"] = "base store sql"
		allowed["resolve"] = "base extract audit/store/facts.h"
		allowed["derive"] = "base store sql resolve audit/extract/program.h audit/extract/language.h"
		allowed["judge"] = "base store"
		allowed["reports"] = "base store"
	}
	function part(path) {
		if (path ~ /^audit\/[a-z]+\//) { split(path, p, "/"); return p[2] }
		if (path ~ /^reports\//) return "reports"
		return ""
	}
	{
		from = part($1); to = part($3)
		if (system("test -e " $3) != 0) { print $1 ":" $2 ": includes " $3 ", which does not exist"; next }
		if (from == "" || from == to) next
		if (!(from in allowed)) { print $1 ": part " from " is not in the table of tests/lint/includes.sh"; next }
		n = split(allowed[from], may, " "); ok = 0
		for (i = 1; i <= n; i++) if (may[i] == to || may[i] == $3) ok = 1
		if (!ok) print $1 ":" $2 ": " from " may not include " $3
	}' | check "parts include only what lies below them"

{
	# header, files that may include it (extended regular expression)
	while read -r header where; do
		grep -nE "^#include <$header>" $(c_files) /dev/null | grep -vE "^($where)" | sed "s#\$#  (only: $where)#"
	done <<-'TABLE'
		sqlite3.h audit/store/|tests/
		pg_query.h audit/sql/parse.c
		tree_sitter/.* audit/extract/|tests/bench/
		git2.* audit/base/(walk|revision).c|tests/cases.c
		libpq-fe.h audit/live/|tests/
		curl/.* audit/live/
		hiredis/.* audit/live/redis.c
		cmocka.h tests/
	TABLE
} | check "foreign headers are confined"

grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|system|popen|tmpnam|mktemp|strtok|atoi)[[:space:]]*\(' $(find audit reports -name '*.[ch]') /dev/null |
	grep -vE '^[^:]*:[0-9]*:[[:space:]]*(/?\*|//)' | check "no function that cannot be used safely, and no program is started"

# What says goodbye before abort() is a defect's last word, not output.
find audit/*/ -name '*.c' | sort | xargs awk '
	FNR == 1 { held = "" }
	held != "" && (/abort\(\)/ || ++waited > 2) { if (!/abort\(\)/) print held; held = "" }
	/(^|[^a-z_])(printf|puts|putchar|perror)[[:space:]]*\(/ || /(^|[^a-z_])f(printf|puts|putc)\(.*(stdout|stderr)/ { held = FILENAME ":" FNR ": " $0; waited = 0 }
' | check "libraries do not print"

# A header is protected by a name of its own.
find audit reports -name '*.h' | while read -r file; do
	name=$(sed -n 's/^#ifndef \([A-Z0-9_]*\)$/\1/p;T;q' "$file")
	case $name in PLUMBLINE_*) ;; *) echo "$file: no #ifndef PLUMBLINE_…" ;; esac
	echo "$name $file"
done | awk 'NF == 2 && $1 ~ /^PLUMBLINE_/ { if (seen[$1]) print $2 ": same guard as " seen[$1]; seen[$1] = $2; next } { print }' | check "headers are guarded"

finish
