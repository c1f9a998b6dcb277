#!/bin/bash
# The replay against the server: the files of tests/live/replay as a whole, and compared after every statement.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
truth=${B:-build}/tests/live/replay_truth
status=0
"$truth" tests/live/replay/*.sql || status=1
"$truth" -e tests/live/replay/*.sql || status=1
exit $status
