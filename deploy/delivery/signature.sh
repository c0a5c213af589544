#!/usr/bin/env bash
# signature.sh sign|verify DIGEST: Sigstore's keyless signature of the published image. Who signs is who is signed in: the
# workflow `images` in GitHub Actions, a person in a browser. Who may have signed is the workflow alone.
set -euo pipefail

# Whose image, and whose workflow must have signed it: who builds one of his own names both.
readonly image=${IMAGE_NAME:-docker.io/caravanchat/caravan}
readonly repository=${IMAGE_SIGNER:-caravanchat/caravan}
# From the main branch or a version's tag.
readonly signer="^https://github\\.com/${repository//./\\.}/\\.github/workflows/images\\.yaml@refs/(heads/main|tags/v[0-9.]+)\$"

fail() {
  printf 'dev: %s\n' "$*" >&2
  exit 1
}

[[ ${2:-} =~ ^sha256:[0-9a-f]{64}$ ]] || fail "$1 takes the digest that ./dev publish printed, sha256:…"
command -v cosign > /dev/null || fail "needs cosign: https://docs.sigstore.dev/cosign/system_config/installation"

case $1 in
  # Each architecture's image too: a node may have been told that one.
  sign) exec cosign sign --yes --recursive "$image@$2" ;;
  verify)
    exec cosign verify --certificate-identity-regexp "$signer" \
      --certificate-oidc-issuer https://token.actions.githubusercontent.com "$image@$2"
    ;;
  *) fail "signature.sh takes sign or verify" ;;
esac
