#!/bin/sh
# run.sh SIMULATE SEEDS [OPTION…]: so many seeds on all cores, or ten times as many with CARAVAN_TEST_LONG=1.
set -eu
simulate=$1 seeds=$2
shift 2
[ -z "${CARAVAN_TEST_LONG:-}" ] || seeds=$((seeds * 10))
exec "$simulate" --seeds "$seeds" "$@"
