#!/usr/bin/env bash
# cross.sh make PACKAGE…  makes a Debian 12 in .dev/arm64 that builds for arm64 on a machine that is none. Its compilers are
#                         this machine's; NAME:arm64 among its packages are arm64's libraries. The machine's own are left alone.
# cross.sh run COMMAND…   runs a command inside, as who calls it, with the repository and what cargo and ccache keep where
#                         they are outside. There is no network inside.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
debian=$repository/.dev/arm64
readonly repository debian

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

make_debian() {
  local packages
  packages=$(IFS=, && echo "$*")
  as_root rm -rf "$debian"
  mkdir -p "${debian%/*}"
  # Quickly: nobody reads its pages, and after a power cut it is made anew.
  as_root mmdebstrap --quiet --mode=root --variant=apt --architectures="$(dpkg --print-architecture),arm64" \
    --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --include="$packages" bookworm "$debian"
}

run() {
  local crates=${CARGO_HOME:-$HOME/.cargo} objects=${CCACHE_DIR:-$HOME/.cache/ccache}
  mkdir -p "$crates" "$objects"
  # What is mounted is seen by the command alone, and gone with it.
  as_root unshare --mount --net bash "${BASH_SOURCE[0]}" enter "$(id -u):$(id -g)" "$PWD" "$crates" "$objects" "$@"
}

# As root, with mounts of its own.
enter() {
  local who=$1 folder=$2 crates=$3 objects=$4 shared
  shift 4
  for shared in "$repository" "$crates" "$objects"; do
    mkdir -p "$debian$shared"
    mount --bind "$shared" "$debian$shared"
  done
  mount --rbind /dev "$debian/dev"
  mount --rbind /proc "$debian/proc"
  exec chroot --userspec="$who" "$debian" env --ignore-environment --chdir="$folder" PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    LC_ALL=C.UTF-8 HOME=/tmp CCACHE_DIR="$objects" CARGO_HOME="$crates" CARGO_NET_OFFLINE=true "$@"
}

case ${1:-} in
  make) make_debian "${@:2}" ;;
  run) run "${@:2}" ;;
  enter) enter "${@:2}" ;;
  *)
    sed -n 's/^# \(.*\.sh \|   \)/\1/p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
