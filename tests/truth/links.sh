#!/bin/sh
# links.sh: how far the ways of routes can be followed.
#
#   tests/truth/links.sh TREE...        (PLUMBLINE=build/plumbline)
#
# One line for each tree: routes found; linked to a handler and a whole path; those from which a statement is reached over calls with one candidate each;
# and of the calls in the functions that run on routes' ways how many run one function of the program, one of several, a library's (its type is known), and
# how many go nowhere known: on what a parameter, a name or another call of unknown type gives, and by a name alone.
set -eu
plumbline=${PLUMBLINE:-build/plumbline}

printf 'tree\troutes\tlinked\treach statements\tcalls\tprogram\tseveral\tlibrary\tof a parameter\tof a name\tof a call\tby name\n'
for tree; do
	"$plumbline" facts -q --no-cache "$tree" "
		WITH way(call_id, function_id) AS (SELECT c.id, c.function_id FROM call c WHERE c.function_id IN (SELECT function_id FROM reach)),
		kind AS (SELECT w.call_id, CASE
			WHEN (SELECT max(t.candidates) FROM call_target t WHERE t.call_id = w.call_id AND t.how <> 'callback') = 1 THEN 'program'
			WHEN EXISTS (SELECT 1 FROM call_target t WHERE t.call_id = w.call_id AND t.how <> 'callback') THEN 'several'
			WHEN c.callee IS NOT NULL THEN 'library'
			WHEN c.receiver IS NULL AND c.receiver_call_id IS NULL THEN 'by name'
			WHEN c.receiver_call_id IS NOT NULL THEN 'of a call'
			WHEN EXISTS (SELECT 1 FROM parameter p WHERE p.function_id = w.function_id AND (p.name = c.receiver OR c.receiver LIKE p.name || '.%')) THEN 'of a parameter'
			ELSE 'of a name' END AS kind
			FROM way w JOIN call c ON c.id = w.call_id)
		SELECT '$(basename "$tree")', (SELECT count(*) FROM route), (SELECT count(*) FROM route WHERE function_id IS NOT NULL AND prefix_known),
			(SELECT count(DISTINCT route_id) FROM route_statement WHERE certain), count(*), sum(kind = 'program'), sum(kind = 'several'), sum(kind = 'library'),
			sum(kind = 'of a parameter'), sum(kind = 'of a name'), sum(kind = 'of a call'), sum(kind = 'by name') FROM kind" | tail -n +2
done
