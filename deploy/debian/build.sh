#!/usr/bin/env bash
# build.sh BUILD TARGET [VERSION]: packs the program of the folder BUILD, and the web UI beside it, into the folder TARGET.
# Without a version it is the commit's: that of the tag v…, or one that sorts before the next release.
#
# ARCHITECTURE in the environment names another one than this machine's: BUILD was then made by cross.sh, and TARGET lies in the
# repository.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(git -C "$here" rev-parse --show-toplevel)
build=$(realpath "$1")
mkdir -p "$2"
target=$(realpath "$2")
architecture=${ARCHITECTURE:-$(dpkg --print-architecture)}
readonly here repository build target architecture

# The commit's time, so that the same commit makes the same package.
SOURCE_DATE_EPOCH=$(git -C "$repository" log -1 --format=%ct)
readonly SOURCE_DATE_EPOCH

# What a package needs is read from the libraries of its architecture, which lie where it was built.
pack() {
  local where=()
  [[ $architecture == "$(dpkg --print-architecture)" ]] || where=("$here/cross.sh" run)
  "${where[@]}" env SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" CARAVAN_BUILD="$build" DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-}" \
    dpkg-buildpackage --host-arch "$architecture" --build=binary --no-sign
}

version_of_commit() {
  local next tag
  if tag=$(git -C "$repository" describe --tags --exact-match --match 'v[0-9]*' 2> /dev/null); then
    echo "${tag#v}"
    return
  fi
  next=$(sed -nE 's/^project\(caravan VERSION ([0-9.]+).*/\1/p' "$repository/CMakeLists.txt")
  echo "$next~$(date --utc --date="@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S).$(git -C "$repository" rev-parse --short=9 HEAD)"
}
version=${3:-$(version_of_commit)}

work=$target/caravan-$version
rm -rf "$target"/caravan-[0-9]* "$target"/caravan*_"$architecture".{deb,changes,buildinfo}
cp --recursive "$here" "$work"
cp "$repository/README.md" "$repository/CHANGELOG.md" "$work"
cat > "$work/debian/changelog" << CHANGES
caravan ($version) stable; urgency=medium

  * See /usr/share/doc/caravan/CHANGELOG.md.gz.

 -- The Caravan authors <packages@caravan.invalid>  $(date --utc --rfc-email --date="@$SOURCE_DATE_EPOCH")
CHANGES
cd "$work"
go-md2man -in caravan.1.md -out caravan.1
# The page is what `caravan config doc` prints, and a test holds it to that: a program of another architecture does not start here.
python3 settings_manual.py < "$repository/docs/configuration.md" > caravan.toml.5.md
go-md2man -in caravan.toml.5.md -out caravan.toml.5
pack > "$target/build.log" 2>&1 || {
  tail -30 "$target/build.log" >&2
  exit 1
}
rm -rf "$work"
ls "$target"/caravan_*_"$architecture".deb
