#!/bin/sh
# release.sh OVERLAY IMAGE@sha256:DIGEST: says which image an overlay deploys. Nothing is deployed by it.
set -eu
[ $# -eq 2 ] || { sed -n 2p "$0" >&2; exit 2; }
file=$(dirname "$0")/overlays/$1/release.env
[ -f "$file" ] || { echo "release.sh: $file is not there" >&2; exit 2; }
printf '%s' "$2" | grep -Eqx '[a-z0-9][a-z0-9./:_-]*@sha256:[0-9a-f]{64}' || {
  echo "release.sh: \"$2\" is no IMAGE@sha256:DIGEST: a tag may be another image tomorrow" >&2
  exit 2
}
digest=${2##*@sha256:}
sed -i -e "s|^IMAGE=.*|IMAGE=$2|" -e "s|^RELEASE=.*|RELEASE=$(printf %.12s "$digest")|" "$file"
