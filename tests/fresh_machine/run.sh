#!/usr/bin/env bash
# Proves the promise of the README on machines that have nothing: a bare Debian 12 in a folder and a clone of the committed
# HEAD, for each proof a machine of its own, on which the command is the first one:
#   ./dev run as root until the page is served, and ./dev build again
#   ./dev run as an ordinary user with sudo
#   ./dev test as root, in which every suite must run; with --deploy, ./dev test --deploy on the same machine
# Takes root, the package debootstrap, port 3000 and, on two cores, about an hour and a half.
#
# Usage: tests/fresh_machine/run.sh [--run-only | --deploy] [--keep] [--first "COMMAND…"]… [--ccache FOLDER]
#   --run-only       leave out ./dev test
#   --deploy         prove ./dev test --deploy too, which adds two hours on two cores, most of it for installing and compiling
#   --first COMMAND  instead of the proofs: ./dev COMMAND as the first command, as root, on a machine of its own
#   --ccache FOLDER  let root's compiler use this cache of the host. It takes an object file for the same headers alone, so what is
#                    missing is found all the same; how long a stranger waits is not
#   --keep           leave the machines for a look; the path is printed
set -euo pipefail
repository=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
readonly repository

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

run_only=false
deploy=false
keep=false
ccache=
first=()
while (($# > 0)); do
  case $1 in
    --run-only) run_only=true ;;
    --deploy) deploy=true ;;
    --keep) keep=true ;;
    --first | --ccache)
      (($# >= 2)) || usage
      if [[ $1 == --first ]]; then first+=("$2"); else ccache=$2; fi
      shift
      ;;
    *) usage ;;
  esac
  shift
done
[[ -z $ccache || -d $ccache ]] || usage
! $run_only || ! $deploy || usage
readonly run_only deploy keep ccache first

((EUID == 0)) || { echo "needs root: debootstrap and chroot" >&2; exit 2; }
command -v debootstrap > /dev/null || { echo "needs the package debootstrap" >&2; exit 2; }

machines=$(mktemp -d -t caravan-fresh-machine.XXXXXX)
readonly machines
# A folder of the host, which no machine has.
unset TMPDIR
# apt drops to a user of its own, who must be able to get in.
chmod 755 "$machines"
readonly person=ada

# What runs inside a machine, if anything does: the parent of the process whose end ends all of it.
running=

remove_machines() {
  # The mounts live in a namespace of their own that ends with its last process; nothing of the host is reachable
  # from here, and --one-file-system makes sure of that.
  rm -rf --one-file-system "$machines"
}

current=
clean_up() {
  [[ -z $current ]] || printf '%s\n' "" "${table[@]}" "FAILED: $current, after $((SECONDS - started)) s" >&2
  if [[ -n $running ]]; then
    # Not the parent alone: a process that has become another user does not end with it.
    xargs --no-run-if-empty kill -KILL 2> /dev/null < "/proc/$running/task/$running/children" || true
    wait "$running" 2> /dev/null || true
  fi
  if $keep; then
    echo "the machines are in $machines"
  else
    # Its last processes may still be ending, and writing.
    remove_machines 2> /dev/null || { sleep 2; remove_machines; }
  fi
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

table=()
step() {
  local name=$1
  started=$SECONDS
  current=$name
  shift
  echo "==> $name"
  "$@"
  current=
  table+=("$(printf '%6d s  %s' $((SECONDS - started)) "$name")")
  echo "==> $name took $((SECONDS - started)) s"
}

# The archive that the host itself installs from.
archive() {
  # shellcheck disable=SC2016 # apt-get expands them
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }'
}

# The variables that point package clients at proxies and certificates, as NAME=value lines.
network_variables() {
  env | grep --extended-regexp --ignore-case \
    '^([a-z]+_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|CURL_CA_BUNDLE|REQUESTS_CA_BUNDLE|PIP_(CERT|INDEX_URL|DEFAULT_TIMEOUT)|NPM_CONFIG_(REGISTRY|CAFILE))=' ||
    true
}

# How this host reaches the package registries, whatever that takes: certificates and client settings, but none
# of its software and no further archive.
copy_network_settings() {
  local machine=$1 path
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

# An ordinary user, as the installer of Debian makes one where root has no password.
add_person() {
  local machine=$1 names
  chroot "$machine" useradd --create-home --shell /bin/bash "$person"
  echo "$person ALL=(ALL:ALL) NOPASSWD: ALL" > "$machine/etc/sudoers.d/$person"
  # Where a proxy leads to the archives, administrators let sudo keep it; apt's own settings were copied.
  names=$(network_variables | cut -d= -f1 | paste --serial --delimiters=' ')
  [[ -z $names ]] || echo "Defaults env_keep += \"$names\"" >> "$machine/etc/sudoers.d/$person"
  [[ ! -e /root/.npmrc ]] || install --mode=644 /root/.npmrc "$machine/home/$person/.npmrc"
}

install_debian() {
  debootstrap --variant=minbase --include=git,ca-certificates,sudo bookworm "$machines/bare" "$(archive)" \
    > "$machines/debootstrap.log" 2>&1 || { cat "$machines/debootstrap.log" >&2; return 1; }
  copy_network_settings "$machines/bare"
  add_person "$machines/bare"
}

home_of() {
  if [[ $1 == root ]]; then echo /root; else echo "/home/$1"; fi
}

# new_machine NAME USER: a bare one with USER's clone in the home folder of USER.
new_machine() {
  local machine=$machines/$1 user=$2 home
  home=$(home_of "$user")
  cp --archive "$machines/bare" "$machine"
  git clone --quiet --no-hardlinks "$repository" "$machine$home/caravan"
  chroot "$machine" chown --recursive "$user:$user" "$home/caravan"
}

# inside NAME USER SCRIPT: as USER in the clone, with mounts and processes of its own that end with it.
inside() {
  local machine=$machines/$1 user=$2 script=$3 home variables
  home=$(home_of "$user")
  mapfile -t variables < <(network_variables)
  # The cache tells apart what was compiled for messages in different languages.
  [[ -z $ccache || -z ${LANG:-} ]] || variables+=("LANG=$LANG")
  # In the background, so that a signal is heard at once: bash waits for what is in front. Bash has what is in the background
  # ignore the keyboard's signals; nobody does that to a stranger's commands.
  # shellcheck disable=SC2016 # the inner shell expands them
  unshare --mount --propagation private --pid --fork --kill-child bash -c '
    set -euo pipefail
    machine=$1
    ccache=$2
    shift 2
    # A mount, so that it can become the root.
    mount --bind "$machine" "$machine"
    mount -t proc proc "$machine/proc"
    mount --rbind /dev "$machine/dev"
    mount --rbind /sys "$machine/sys"
    if [[ -n $ccache ]]; then
      mkdir --parents "$machine/root/.cache/ccache"
      mount --bind "$ccache" "$machine/root/.cache/ccache"
    fi
    # The root itself, and not a folder in another one: containers and machines of its own want to change it.
    cd "$machine"
    mkdir --parents .host
    pivot_root . .host
    umount --lazy .host
    exec chroot "$@"' inside "$machine" "$ccache" --userspec="$user" . \
    /usr/bin/env --ignore-environment --default-signal=INT,QUIT HOME="$home" USER="$user" LOGNAME="$user" \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    CI="${CI:-}" "${variables[@]}" bash -c "set -euo pipefail; cd ~/caravan; $script" &
  running=$!
  wait "$running"
  running=
}

# Serves until the page and an API route answer, then asks the server to stop and wants a clean end. It serves
# on the port that the README names, so that port must be free.
run_until_served() {
  # shellcheck disable=SC2016 # the shell of the machine expands them
  inside "$1" "$2" '
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

# What CTest says of a test that it left out, and CMake of a program that it did not find.
readonly left_out='\*\*\*(Not Run|Skipped|Disabled)|\((Not Run|Skipped|Disabled)\)|NOTFOUND|No tests were found'

# judge_test LOG COMMAND PARTS: every test of its parts must have run.
judge_test() {
  local log=$1 command=$2 parts=$3
  if grep --extended-regexp "$left_out" "$log"; then
    echo "$command left something out: see the lines above" >&2
    return 1
  fi
  grep '^100% tests passed' "$log" || true
  if (($(grep --count '^100% tests passed' "$log" || true) != parts)); then
    echo "$command did not pass all of its parts ($parts)" >&2
    return 1
  fi
}

# test_part MACHINE COMMAND PARTS: COMMAND is one of `./dev test`, and PARTS how often CTest runs in it.
test_part() {
  inside "$1" root "$2 2>&1 | tee /tmp/test.log"
  judge_test "$machines/$1/tmp/test.log" "$2" "$3"
}

prove_run() {
  new_machine run root
  step "./dev run as root, until the page is served" run_until_served run root
  step "./dev build again" inside run root './dev build 2>&1 | tail -3'
}

prove_run_with_sudo() {
  new_machine sudo "$person"
  step "./dev run as a user with sudo, until the page is served" run_until_served sudo "$person"
}

prove_test() {
  new_machine test root
  # The tests, and then the suites.
  step "./dev test as the first command" test_part test "./dev test" 2
  ! $deploy || step "./dev test --deploy after it" test_part test "./dev test --deploy" 1
}

try_first() {
  local number
  for number in "${!first[@]}"; do
    new_machine "first-$number" root
    step "./dev ${first[number]} as the first command" inside "first-$number" root "./dev ${first[number]}"
  done
}

step "a bare Debian 12" install_debian
if ((${#first[@]} > 0)); then
  try_first
else
  prove_run
  prove_run_with_sudo
  $run_only || prove_test
fi
printf '%s\n' "" "All of it held${ccache:+, compiled with a cache of the host}:" "${table[@]}"
