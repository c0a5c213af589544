#!/bin/sh
# run.sh SIMULATE: ten thousand seeds on all cores, or a hundred thousand with CARAVAN_TEST_LONG=1.
set -eu
seeds=10000
[ -z "${CARAVAN_TEST_LONG:-}" ] || seeds=100000
exec "$1" --seeds "$seeds"
