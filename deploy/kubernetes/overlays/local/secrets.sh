#!/bin/sh
# secrets.sh [KUBECTL-ARGUMENT…]: makes the Secrets that the overlay needs, with random values, where they are not there yet.
set -eu
in_namespace() { kubectl --namespace=caravan "$@"; }
random() { od -An -vtx1 -N32 /dev/urandom | tr -d ' \n'; }

# create NAME KEY [KUBECTL-ARGUMENT…]
create() {
  name=$1 key=$2
  shift 2
  if in_namespace "$@" get secret "$name" > /dev/null 2>&1; then
    echo "secret/$name unchanged"
  else
    random | in_namespace "$@" create secret generic "$name" --from-file="$key"=/dev/stdin
  fi
}

kubectl "$@" apply --filename="$(dirname "$0")/../../base/namespace.yaml"
create signing-key signing.key "$@"
create postgres password "$@"
