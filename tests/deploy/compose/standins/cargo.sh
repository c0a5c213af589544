#!/bin/bash
# Stands in for cargo of the official image of Rust: "builds" the emulator that this machine has built, if it is that one.
set -euo pipefail
[[ $* == "install hidane --version $(cat /hidane-version) --locked --root /out" ]] || { echo "cargo: what is $*?" >&2; exit 1; }
mkdir -p /out/bin
cp /hidane /out/bin/hidane
