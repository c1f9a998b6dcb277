#!/bin/sh
# compare.sh: do the routes a program found agree with the routes people found?
#
#   plumbline routes --format json PATH > found.json
#   tests/truth/compare.sh tests/truth/NAME.routes.tsv found.json      ("-" or nothing: standard input)
#
#   -p PREFIX   put PREFIX before every file of the JSON (PATH was a folder of the repository, not its root)
#   -q          print the counts only
#
# A row is method, path and file:line. Ignored: how a parameter is written (:id, {id}, <id>, {id:int}; its name counts),
# a slash at the end of a path, the note column, order and repetition. ANY and * are ALL, WEBSOCKET is WS.
# Rows of the JSON whose file begins with what a "# leave out: " line of the list names (applications nobody deploys)
# are counted, not compared. Where method and path agree and only the place differs, the row is printed once, as "moved".
# The JSON is an array of objects, in any layout; only the object's own method, path, file and line are read.
#
# Exit: 0 the same, 1 a difference, 2 wrong usage, an unreadable file, no array, or an object without these four.
set -u

usage() { echo "usage: compare.sh [-q] [-p PREFIX] LIST.routes.tsv [FOUND.json]" >&2; exit 2; }

prefix= quiet=0
while getopts p:q option; do
	case $option in
	p) prefix=${OPTARG%/}/ ;;
	q) quiet=1 ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# -eq 1 ] || [ $# -eq 2 ] || usage
list=$1 found=${2:--}
[ -r "$list" ] || { echo "compare.sh: cannot read $list" >&2; exit 2; }
[ "$found" = - ] || [ -r "$found" ] || { echo "compare.sh: cannot read $found" >&2; exit 2; }

# The prefix travels in the environment: an awk -v assignment would interpret backslashes in it.
PREFIX=$prefix QUIET=$quiet LC_ALL=C awk '
BEGIN { FS = "\t"; prefix = ENVIRON["PREFIX"]; quiet = ENVIRON["QUIET"]; depth = 0; state = "text" }

function fail(why) { print "compare.sh: " why > "/dev/stderr"; failed = 1; exit 2 }

# "/a/:id(\\d+)?/{b:path}/" and "/a/{id}/{b}" are one path.
function plain_path(path,    n, i, part, out) {
	sub(/[?#].*$/, "", path)
	n = split(path, part, "/")
	out = ""
	for (i = 1; i <= n; i++) {
		if (part[i] == "")
			continue
		while (match(part[i], /:[A-Za-z_][A-Za-z0-9_]*(\([^)]*\))?[?+*]?/) && part[i] !~ /[{<][^}>]*:/) {
			parameter = substr(part[i], RSTART + 1, RLENGTH - 1)
			sub(/[^A-Za-z0-9_].*$/, "", parameter)
			part[i] = substr(part[i], 1, RSTART - 1) "{" parameter "}" substr(part[i], RSTART + RLENGTH)
		}
		gsub(/:[^}]*}/, "}", part[i])
		gsub(/<[^>:]*:/, "<", part[i])
		gsub(/</, "{", part[i])
		gsub(/>/, "}", part[i])
		out = out "/" part[i]
	}
	return out == "" ? "/" : out
}

function plain_method(method) {
	method = toupper(method)
	if (method == "ANY" || method == "*") return "ALL"
	if (method == "WEBSOCKET") return "WS"
	return method
}

# The list.
FNR == NR {
	sub(/\r$/, "")
	if (/^# leave out: /) leave[++leaves] = substr($0, 14)
	if (/^#/ || /^[ \t]*$/) next
	if (NF < 3 || $3 !~ /:[0-9]+$/) fail(FILENAME ":" FNR ": not method, path, file:line")
	key = plain_method($1) " " plain_path($2)
	if (!((key SUBSEP $3) in expected)) expecteds++
	expected[key, $3] = 1
	next
}

function keep(    i, key, place) {
	if (!("method" in own) || !("path" in own) || !("file" in own) || !("line" in own))
		fail("a route of the JSON has no method, path, file or line")
	place = prefix own["file"] ":" own["line"]
	for (i = 1; i <= leaves; i++)
		if (index(place, leave[i]) == 1) {
			left[place SUBSEP own["path"]] = 1
			return
		}
	key = plain_method(own["method"]) " " plain_path(own["path"])
	if (!((key SUBSEP place) in seen)) seens++
	seen[key, place] = 1
}

# A value at depth 2 ends: it belongs to the key before it when that is one of ours.
function value(v) {
	if (depth == 2 && name != "") {
		if (name == "method" || name == "path" || name == "file" || name == "line") own[name] = v
		name = ""
	}
}

# A string ends: before a colon at depth 2 it is a key.
function text_end() { held = text; holding = 1 }
function settle() { if (holding) { holding = 0; value(held) } }

{
	line = $0
	n = length(line)
	for (i = 1; i <= n; i++) {
		c = substr(line, i, 1)
		if (state == "string") {
			if (c == "\\") {
				c = substr(line, ++i, 1)
				if (c == "u") { text = text "\\u"; continue }
				if (c == "n" || c == "t" || c == "r" || c == "b" || c == "f") c = "\\" c
				text = text c
			} else if (c == "\"") {
				state = "text"
				text_end()
			} else
				text = text c
			continue
		}
		if (c ~ /[-+0-9.a-zA-Z]/) { word = word c; continue }
		if (word != "") { value(word); word = "" }
		if (c == "\"") { state = "string"; text = ""; continue }
		if (c == ":") { if (depth == 2) name = held; holding = 0; continue }
		if (c == ",") { settle(); continue }
		if (c == "{" || c == "[") {
			if (depth == 0) { if (c != "[") fail("the JSON is not an array"); array = 1 }
			if (depth == 1) { split("", own); name = "" }
			depth++
			if (depth > 2) name = ""
			continue
		}
		if (c == "}" || c == "]") {
			settle()
			depth--
			if (depth == 1 && c == "}") keep()
			if (depth < 0) fail("the JSON closes more than it opens")
		}
	}
	if (word != "") { value(word); word = "" }
}

function say(what, key, place) { if (!quiet) printf "%s\t%s\t%s\n", what, key, place | sorted }

END {
	if (failed) exit 2
	if (!array || depth != 0 || state == "string") {
		print "compare.sh: the JSON is no complete array" > "/dev/stderr"
		exit 2
	}
	sorted = "sort"
	for (k in expected) if (!(k in seen)) { split(k, part, SUBSEP); lost[part[1]] = lost[part[1]] SUBSEP part[2] }
	for (k in seen) if (!(k in expected)) { split(k, part, SUBSEP); extra[part[1]] = extra[part[1]] SUBSEP part[2] }
	missing = surplus = moved = 0
	for (key in lost) {
		a = split(substr(lost[key], 2), from, SUBSEP)
		b = split(substr(extra[key], 2), to, SUBSEP)
		for (i = 1; i <= a; i++)
			if (i <= b) { moved++; say("moved", key, from[i] " -> " to[i]) }
			else { missing++; say("missing", key, from[i]) }
		for (i = a + 1; i <= b; i++) { surplus++; say("surplus", key, to[i]) }
		delete extra[key]
	}
	for (key in extra) {
		b = split(substr(extra[key], 2), to, SUBSEP)
		for (i = 1; i <= b; i++) { surplus++; say("surplus", key, to[i]) }
	}
	close(sorted)
	lefts = 0
	for (k in left) lefts++
	printf "expected %d, found %d, missing %d, surplus %d, moved %d, left out %d\n", expecteds, seens, missing, surplus, moved, lefts
	exit missing + surplus + moved > 0 ? 1 : 0
}
' "$list" "$found"
