#!/bin/bash
# preflight of programs that send what an ORM writes, and drift in both directions of time.
cd "$(dirname "$0")/../.." || exit 2
PLUMBLINE_PG_PASSWORD=keep-this-secret exec tests/live/with_postgres.sh tests/live/with_preflight.sh
