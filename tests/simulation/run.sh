#!/bin/sh
# run.sh SIMULATE [OPTION…]: ten thousand seeds on all cores, or a hundred thousand with CARAVAN_TEST_LONG=1.
set -eu
simulate=$1
shift
seeds=10000
[ -z "${CARAVAN_TEST_LONG:-}" ] || seeds=100000
exec "$simulate" --seeds "$seeds" "$@"
