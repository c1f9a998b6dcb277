#!/bin/bash
# The state of a real database, each of its faults made on a server of their own, and what a role may see of it.
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_PG_PASSWORD=keep-this-secret PLUMBLINE_PG_OPTIONS="-c max_prepared_transactions=5 -c wal_level=logical -c log_statement=all -c log_min_duration_statement=0 -c log_line_prefix=%a|" \
	exec tests/live/with_postgres.sh tests/live/with_database.sh
