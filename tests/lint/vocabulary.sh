#!/bin/bash
# The fact schema and the rules are read by people: everything in them is explained, and every rule is tested.
. "$(dirname "$0")/tap.bash"

# A table or view has a comment on its first line, and each column on its own line or the line above.
awk '
	FNR == 1 { inside = 0 }
	/^CREATE (TABLE|VIEW|TEMP)/ {
		name = $3
		if ($0 !~ /-- ./ && previous !~ /^-- ./) print FILENAME ":" FNR ": " name " has no comment"
		inside = /^CREATE TABLE/ && $0 ~ /\(/ && $0 !~ /;[[:space:]]*(--.*)?$/
		previous = $0
		next
	}
	inside && /^\)/ { inside = 0 }
	inside && /^[[:space:]]+[a-z_]+[[:space:]]/ && $1 !~ /^(PRIMARY|UNIQUE|FOREIGN|CHECK|CONSTRAINT)$/ {
		if ($0 !~ /-- ./ && previous !~ /^[[:space:]]*-- ./) print FILENAME ":" FNR ": column " $1 " of " name " has no comment"
	}
	{ previous = $0 }
' schemas/*.sql /dev/null | check "every table and column of the vocabulary has a comment"

find rules -mindepth 2 -maxdepth 2 -type d 2>/dev/null | sort | while read -r folder; do
	[ -e "$folder/rule.sql" ] || echo "$folder: no rule.sql"
	compgen -G "$folder/bad_*.case" >/dev/null || echo "$folder: no bad_*.case"
	compgen -G "$folder/good_*.case" >/dev/null || echo "$folder: no good_*.case"
	find "$folder" -mindepth 1 ! -name rule.sql ! -name 'bad_*.case' ! -name 'good_*.case' | sed 's/$/: neither a rule nor a case/'
	[[ ${folder#rules/} =~ ^[a-z0-9-]+/[a-z0-9-]+$ ]] || echo "$folder: a rule id is made of a-z, 0-9 and -"
done | check "every rule has a bad and a good case"

find rules -name rule.sql 2>/dev/null | sort | while read -r file; do
	awk '
		BEGIN { split("title severity confidence profile status message needs since tags", k); for (i in k) known[k[i]] = 1 }
		/^--[[:space:]]*$/ || !/^--/ { exit }
		/^-- [a-z]+:/ { key = $2; sub(/:.*/, "", key); if (!known[key]) print FILENAME ":" FNR ": unknown field " key; seen[key]++; next }
		/^--   / { next }
		{ print FILENAME ":" FNR ": not \"-- key: value\"" }
		END {
			n = split("title severity confidence profile message since", want)
			for (i = 1; i <= n; i++) if (!seen[want[i]]) print FILENAME ": no field " want[i]
			for (key in seen) if (seen[key] > 1) print FILENAME ": field " key " stands there twice"
		}' "$file"
	for heading in Why Fix; do
		grep -q "^-- ## $heading\$" "$file" || echo "$file: no section \"## $heading\""
	done
done | check "rule headers are complete and known"

find audit/packs -name '*.sql' 2>/dev/null | sort | while read -r file; do
	head -n 1 "$file" | grep -q '^-- ' || echo "$file: does not begin with a comment"
done | check "every pack says what it is"

finish
