#!/usr/bin/env bash
# Proves the promise of the README on a machine that has nothing: a bare Debian 12 in a folder, a clone of the committed
# HEAD, then `./dev run` until the page is served, and `./dev test`. Takes root, debootstrap and about half an hour.
#
# Usage: tests/fresh_machine/run.sh [--run-only] [--keep]
#   --run-only  leave out ./dev test
#   --keep      leave the folder of the machine for a look; its path is printed
set -euo pipefail
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
readonly repository

run_only=false
keep=false
for argument in "$@"; do
  case $argument in
    --run-only) run_only=true ;;
    --keep) keep=true ;;
    *)
      sed -n 's/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
done
readonly run_only keep

((EUID == 0)) || { echo "needs root: debootstrap and chroot" >&2; exit 2; }
command -v debootstrap > /dev/null || { echo "needs the package debootstrap" >&2; exit 2; }

machine=$(mktemp -d -t caravan-fresh-machine.XXXXXX)
readonly machine
# apt drops to a user of its own, who must be able to get in.
chmod 755 "$machine"

clean_up() {
  if $keep; then
    echo "the machine is in $machine"
  else
    # The mounts lived in a namespace of their own that ended with its last process; nothing of the host is
    # reachable from here any more, and --one-file-system makes sure of that.
    rm -rf --one-file-system "$machine"
  fi
}
trap clean_up EXIT

step() {
  local name=$1 started=$SECONDS
  shift
  echo "==> $name"
  "$@"
  echo "==> $name took $((SECONDS - started)) s"
}

# The archive that the host itself installs from.
archive() {
  # shellcheck disable=SC2016 # apt-get expands them
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }'
}

install_debian() {
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$machine" "$(archive)" \
    > "$machine.log" 2>&1 || { cat "$machine.log" >&2; return 1; }
  rm "$machine.log"
}

# How this host reaches the package registries, whatever that takes: certificates and client settings, but none
# of its software and no further archive.
copy_network_settings() {
  local path
  # The host's list of archives instead of debootstrap's: both would name the same one twice.
  rm "$machine/etc/apt/sources.list"
  for path in /etc/resolv.conf /etc/hosts /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources \
    /etc/npmrc /etc/pip.conf /root/.npmrc; do
    [[ ! -e $path ]] || install -D --mode=644 "$path" "$machine$path"
  done
  # Only what concerns the way to the archives; the rest is a host's habits.
  { grep --no-filename --extended-regexp '^Acquire::' /etc/apt/apt.conf.d/* || true; } \
    > "$machine/etc/apt/apt.conf.d/90host"
  cp --recursive /usr/local/share/ca-certificates "$machine/usr/local/share/"
  chroot "$machine" update-ca-certificates > /dev/null
}

# The variables that point package clients at proxies and certificates, as NAME=value lines.
network_variables() {
  env | grep --extended-regexp --ignore-case \
    '^([a-z]+_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|PIP_(CERT|INDEX_URL|DEFAULT_TIMEOUT)|NPM_CONFIG_(REGISTRY|CAFILE))=' ||
    true
}

clone() {
  git clone --quiet --no-hardlinks "$repository" "$machine/home/caravan"
}

# Runs a command as root inside the machine, with mounts and processes of its own that end with it.
inside() {
  local variables
  mapfile -t variables < <(network_variables)
  # shellcheck disable=SC2016 # the inner shell expands them
  unshare --mount --propagation private --pid --fork --kill-child bash -c '
    set -euo pipefail
    machine=$1
    shift
    # A root that is a mount, as on a real machine: Java finds no file system for a path without one.
    mount --bind "$machine" "$machine"
    mount -t proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    exec chroot "$machine" "$@"' inside "$machine" \
    /usr/bin/env --ignore-environment HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    CI="${CI:-}" "${variables[@]}" bash -c "cd /home/caravan && $1"
}

# Serves until the page and an API route answer, then asks the server to stop and wants a clean end. It serves
# on the port that the README names, so that port must be free.
run_until_served() {
  # shellcheck disable=SC2016 # the shell of the machine expands them
  inside '
    set -euo pipefail
    ./dev run --data /tmp/data > /tmp/served.jsonl 2> /tmp/served.log &
    server=$!
    until grep --quiet --no-messages listening /tmp/served.jsonl; do
      kill -0 "$server" 2> /dev/null || { cat /tmp/served.log >&2; exit 1; }
      sleep 0.2
    done
    cat /tmp/served.jsonl
    fetch() { node --eval "
      fetch(process.argv[1]).then(async (answer) => {
        const text = await answer.text();
        if (answer.status !== 200 || !text.includes(process.argv[2])) throw new Error(answer.status + \" \" + text);
        console.log(\"200\", process.argv[1]);
      })" "$@"; }
    export PATH=$PWD/.dev/node/node_modules/.bin:$PATH
    fetch http://localhost:3000/ "<html"
    fetch http://localhost:3000/chat/api/health/ ""
    kill -TERM "$server"
    wait "$server"
    echo "the server ended with 0"'
}

second_run_is_quick() {
  inside './dev build 2>&1 | tail -3'
}

step "bare Debian 12" install_debian
copy_network_settings
clone
step "./dev run, until the page is served" run_until_served
step "./dev build again" second_run_is_quick
$run_only || step "./dev test" inside './dev test'
