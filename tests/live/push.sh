#!/bin/bash
# push on a server of its own: with passwords, and many at once. The one command that writes to a database.
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_PG_PASSWORD=keep-this-secret PLUMBLINE_PG_OPTIONS="-c max_connections=60 -c log_min_error_statement=panic" \
	exec tests/live/with_postgres.sh tests/live/with_push.sh
