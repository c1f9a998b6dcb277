#!/bin/bash
# Bodies of functions against the server and plpgsql_check: those of tests/live/body, and 1500 mutants of each file's. On a server of their own: over a few mutants
# plpgsql_check brings it down.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec tests/live/with_postgres.sh "${B:-build}/tests/live/body_truth" -m "${MUTANTS:-1500}" -s "${SEED:-1}" ${TABLE:+-t} tests/live/body/*.sql
