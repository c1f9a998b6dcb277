#!/bin/bash
# The binder's answers against the server's: the statements of tests/live/bind, and 2000 mutants of each file's.
set -euo pipefail
cd "$(dirname "$0")/../.."
exec "${B:-build}/tests/live/bind_truth" -m 2000 -s "${SEED:-1}" tests/live/bind/*.sql
