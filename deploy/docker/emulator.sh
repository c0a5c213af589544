#!/usr/bin/env bash
# emulator.sh: has the kernel start arm64's programs by qemu (package qemu-user-static), where nothing does so yet. systemd does it
# when the package is installed, and not every machine has one: containers do not.
set -euo pipefail
readonly formats=/proc/sys/fs/binfmt_misc

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

[[ -e $formats/status ]] || as_root mount -t binfmt_misc binfmt_misc "$formats"
# The format holds the interpreter open ("F"), so that it is found from inside a container.
[[ -e $formats/qemu-aarch64 ]] || as_root tee "$formats/register" < /usr/lib/binfmt.d/qemu-aarch64.conf > /dev/null
