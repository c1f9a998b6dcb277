#!/bin/bash
# Bodies of functions against the server and plpgsql_check: those of tests/live/body, and 1500 mutants of each file's.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${B:-build}/tests/live/body_truth" -m "${MUTANTS:-1500}" -s "${SEED:-1}" ${TABLE:+-t} tests/live/body/*.sql
