#!/bin/bash
# audit --level plan on a server of its own, apart from the proof that audit sends nothing but Parse.
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_PG_PASSWORD=keep-this-secret PLUMBLINE_PG_OPTIONS="-c log_statement=all -c log_line_prefix=%a|" exec tests/live/with_postgres.sh tests/live/with_plan.sh
