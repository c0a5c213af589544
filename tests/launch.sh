#!/bin/sh
# launch.sh PROGRAM [ARGUMENT…]: runs a test's program with the tools that `./dev` fetched, or says in one line what is
# missing. CTest itself would only leave out a test whose program it does not find.
set -eu
tools=$(cd "$(dirname "$0")/.." && pwd)/.dev
PATH=$tools/node/node_modules/.bin:$PATH
export PATH

missing() {
  echo "this test needs $1, which is not here: ./dev test installs it" >&2
  exit 1
}

command -v "$1" > /dev/null || missing "$1"
if [ "$1" = npm ] && [ ! -d node_modules ]; then
  missing "$PWD/node_modules"
fi
exec "$@"
