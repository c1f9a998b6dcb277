#!/bin/bash
# audit and preflight on a server of their own: passwords (scram), and a log of everything it was sent.
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_PG_PASSWORD=keep-this-secret PLUMBLINE_PG_OPTIONS="-c log_statement=all -c log_min_duration_statement=0 -c log_line_prefix=%a|" \
	exec tests/live/with_postgres.sh tests/live/with_audit.sh
