#!/usr/bin/env bash
# build.sh TARGET: makes the image of the Debian package in build/package, names it caravan:VERSION in the local
# store, and writes into the folder TARGET:
#   caravan.tar     the image, for podman load and docker load
#   registry        its manifest and layer, as a registry holds them
#   caravan.digest  the digest that a registry gives it
#
# BASE in the environment names another base than the newest debian:12-slim; ARCHITECTURE another one than this machine's, whose
# programs qemu then starts while the image is built, and whose name the image's tag ends with.
set -euo pipefail
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
mkdir -p "$1"
target=$(realpath "$1")
machine=$(dpkg --print-architecture)
architecture=${ARCHITECTURE:-$machine}
readonly repository target machine architecture

package=("$repository"/build/package/caravan_*_"$architecture".deb)
((${#package[@]} == 1)) || { echo "build.sh: ${#package[@]} packages for $architecture in build/package, not one" >&2; exit 1; }
version=$(dpkg-deb --field "${package[0]}" Version)
# A tag holds no tilde.
image=localhost/caravan:${version//\~/-}
platform=()
if [[ $architecture != "$machine" ]]; then
  image+=-$architecture
  platform=(--arch "$architecture")
  "$repository/deploy/docker/emulator.sh"
fi
readonly image platform

# Times of the commit, so that the same inputs give the same digest.
created=$(git -C "$repository" log -1 --format=%ct)

cd "$repository"
# Docker's format, since OCI's has no health check; chroot, since a build needs no namespaces of its own.
buildah bud --format docker --isolation chroot --network host --timestamp "$created" "${platform[@]}" \
  ${BASE:+--build-arg BASE="$BASE"} \
  --build-arg VERSION="$version" \
  --build-arg REVISION="$(git rev-parse HEAD)" \
  --build-arg CREATED="$(date --utc --date="@$created" +%Y-%m-%dT%H:%M:%SZ)" \
  --file deploy/docker/Dockerfile --tag "$image" .
rm -rf "$target/caravan.tar" "$target/registry"
buildah push --quiet --format v2s2 "$image" "dir:$target/registry"
deploy/docker/settle.py "$target/registry" > "$target/caravan.digest"
buildah rmi "$image" > /dev/null
buildah tag "$(buildah pull --quiet "${platform[@]}" "dir:$target/registry")" "$image"
buildah push --quiet --format v2s2 "$image" "docker-archive:$target/caravan.tar:$image"
echo "$image $(< "$target/caravan.digest")"
