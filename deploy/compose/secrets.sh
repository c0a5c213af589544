#!/usr/bin/env bash
# Makes the secrets of compose.full.yaml that are not there yet, in the folder CARAVAN_SECRETS (by default secrets/
# beside this file), and gives each to the user whom its reader runs as. What is there stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077

readonly folder=${CARAVAN_SECRETS:-$PWD/secrets}
readonly image=${CARAVAN_IMAGE:-docker.io/caravanchat/caravan:latest}
readonly caravan=10001 postgres=999 grafana=472 nobody=65534

fail() {
  printf 'secrets.sh: %s\n' "$*" >&2
  exit 1
}

# Only root may give files away; without it, root of a container that sees nothing but the folder.
give() {
  local user=$1 name
  shift
  for name in "$@"; do
    if ((EUID == 0)); then
      chown "$user:$user" "$folder/$name"
    else
      docker run --rm --network none --user 0 --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE \
        --volume "$folder:/secrets" --entrypoint chown "$image" "$user:$user" "/secrets/$name"
    fi
    echo "made $folder/$name"
  done
}

make_signing_key() {
  openssl rand -hex 32 > "$folder/signing.key"
  give "$caravan" signing.key
}

# The password stands in two files, each with a reader of its own.
make_database_password() {
  local password
  password=$(openssl rand -hex 24)
  printf '%s' "$password" > "$folder/postgres-password"
  printf '[postgres]\nurl = "postgresql://caravan:%s@postgres:5432/caravan"\n' "$password" > "$folder/caravan.toml"
  give "$postgres" postgres-password
  give "$caravan" caravan.toml
}

# Signs the tokens that readers sign in to Firebase with. For Google's own Firestore the console gives this file.
make_service_account() {
  local key
  key=$(openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2> /dev/null | awk '{ printf "%s\\n", $0 }')
  printf '{"type": "service_account", "project_id": "demo-caravan", "client_email": "%s", "private_key": "%s"}\n' \
    caravan@demo-caravan.iam.gserviceaccount.com "$key" > "$folder/service-account.json"
  give "$caravan" service-account.json
}

make_grafana_password() {
  printf '%s' "${GRAFANA_PASSWORD:-$(openssl rand -hex 16)}" > "$folder/grafana-password"
  give "$grafana" grafana-password
}

# Nobody listens at the address that stands here unless another is given: alarms are seen at Alertmanager alone.
make_webhook_url() {
  printf '%s' "${ALERT_WEBHOOK_URL:-http://127.0.0.1:9/}" > "$folder/alert-webhook-url"
  give "$nobody" alert-webhook-url
}

there() { [[ -e $folder/$1 ]]; }

main() {
  command -v openssl > /dev/null || fail "needs openssl"
  mkdir -p "$folder"
  there signing.key || make_signing_key
  if ! there postgres-password && ! there caravan.toml; then
    make_database_password
  elif ! there postgres-password || ! there caravan.toml; then
    fail "postgres-password and caravan.toml hold the same password: restore the one that is missing"
  fi
  there service-account.json || make_service_account
  there grafana-password || make_grafana_password
  there alert-webhook-url || make_webhook_url
}

main
