#!/bin/bash
# The cases with a running database, each in a database of its own on a real server: `audit` must find there what `check --snapshot` finds offline.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_CASES_PG=$PLUMBLINE_TEST_PG exec "${B:-build}/tests/cases" "${B:-build}/plumbline"
