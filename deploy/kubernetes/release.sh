#!/bin/sh
# release.sh OVERLAY docker.io/OWNER/NAME@sha256:DIGEST: says which image an overlay deploys. Nothing is deployed by it.
set -eu
[ $# -eq 2 ] || { sed -n 2p "$0" >&2; exit 2; }
file=$(dirname "$0")/overlays/$1/release.env
[ -f "$file" ] || { echo "release.sh: $file is not there" >&2; exit 2; }
refuse() {
  echo "release.sh: \"$image\" is no docker.io/OWNER/NAME@sha256:DIGEST: $1" >&2
  exit 2
}
image=$2
case $image in
  *@sha256:*) ;;
  *) refuse "a tag may be another image tomorrow" ;;
esac
# grep judges each line by itself, so a line's end must not come so far.
case $image in
  *[!a-z0-9./:@_-]*) refuse "it has signs that no image's name has" ;;
esac
printf '%s\n' "$image" | grep -Eqx 'docker\.io/[a-z0-9][a-z0-9_.-]*/[a-z0-9][a-z0-9_.-]*@sha256:[0-9a-f]{64}' ||
  refuse "the overlay puts its mirror of Docker Hub in place of whatever comes before the first /"
digest=${image##*@sha256:}
sed -i -e "s|^IMAGE=.*|IMAGE=$image|" -e "s|^RELEASE=.*|RELEASE=$(printf %.12s "$digest")|" "$file"
