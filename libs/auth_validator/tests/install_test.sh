#!/bin/sh
# Builds the library alone, installs it to a fresh prefix, and builds and runs the example against what was
# installed. Usage: install_test.sh CMAKE LIBRARY_FOLDER
set -eu
cmake=$1
library=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
ccache=$(command -v ccache || true)

configure() { # SOURCE BUILD [ARGUMENT…]
  source=$1
  build=$2
  shift 2
  # Ninja, which built this test: CMake's own choice, make, need not be there.
  "$cmake" -G Ninja -S "$source" -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER_LAUNCHER="$ccache" "$@" >/dev/null
}

configure "$library" "$scratch/library" -DBUILD_TESTING=OFF -DCMAKE_INSTALL_PREFIX="$scratch/prefix"
"$cmake" --build "$scratch/library" --target install -j 2 >/dev/null

cp -r "$library/examples" "$scratch/example_source"
configure "$scratch/example_source" "$scratch/example" -DCMAKE_PREFIX_PATH="$scratch/prefix"
"$cmake" --build "$scratch/example" -j 2 >/dev/null

check_token() { "$scratch/example/check_token" hs256 "$scratch/secret"; }
echo "a secret that only this test knows" >"$scratch/secret"
signed_part=eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJleHAiOjk5OTk5OTk5OTksInVzZXJfaWQiOiI0MiJ9
good=$(echo "$signed_part.HcdbwH5Ek-0UligqHv6wz4_mGAFbQ57GZ5V5LiNSIpc" | check_token)
bad=$(echo "$signed_part.AcdbwH5Ek-0UligqHv6wz4_mGAFbQ57GZ5V5LiNSIpc" | check_token) && exit 1
[ "$good" = "user 42" ]
[ "$bad" = "refused: bad_signature" ]
