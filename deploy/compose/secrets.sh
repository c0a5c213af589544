#!/usr/bin/env bash
# Makes the secrets of compose.full.yaml that are not there yet, in the folder CARAVAN_SECRETS (by default secrets/
# beside this file), and gives each to the user whom its reader runs as. What is there stays.
set -euo pipefail
account=${SERVICE_ACCOUNT_KEY:-}
[[ -z $account || $account == /* ]] || account=$PWD/$account
cd "$(dirname "${BASH_SOURCE[0]}")"
umask 077

readonly caravan=10001 postgres=999 grafana=472 nobody=65534

fail() {
  printf 'secrets.sh: %s\n' "$*" >&2
  exit 1
}

# A variable as Compose takes it: exported, or else from the file .env beside this one.
variable() {
  local name=$1 value
  if [[ -n ${!name+exported} ]]; then
    printf '%s' "${!name}"
  elif [[ -e .env ]]; then
    value=$(sed -nE "s/^[[:space:]]*(export[[:space:]]+)?${name}[[:space:]]*=[[:space:]]*//p" .env | tail -n 1)
    # Only quotes keep what looks like a comment.
    value=$(sed -E -e "s/^(\"[^\"]*\"|'[^']*').*/\1/" -e t -e "s/(^|[[:space:]]+)#.*//" -e "s/[[:space:]]+$//" <<< "$value")
    [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]] && value=${BASH_REMATCH[1]}
    # Compose would put something in the place of these.
    [[ $value != *[\\\$\"\']* ]] || fail "cannot read $name in .env: export $name instead"
    printf '%s' "$value"
  fi
}

# Only root may give files away; without it, root of a container that sees nothing but the folder.
give() {
  local user=$1 name=$2
  if ((EUID == 0)); then
    chown "$user:$user" "$folder/$name"
  else
    docker run --rm --network none --user 0 --cap-drop ALL --cap-add CHOWN --cap-add DAC_OVERRIDE \
      --volume "$folder:/secrets" --entrypoint chown "$image" "$user:$user" "/secrets/$name" ||
      fail "needs root or an engine to give files to those who read them"
  fi
}

# Writes what comes in under another name, which no reader knows: a secret is there when it is whole and its reader's.
prepare() {
  local user=$1 name=$2
  # One that an earlier run has given away can be removed, but not written.
  rm -f "$folder/.$name.new"
  cat > "$folder/.$name.new"
  give "$user" ".$name.new"
}

place() {
  mv -f "$folder/.$1.new" "$folder/$1"
  echo "made $folder/$1"
}

make_signing_key() {
  openssl rand -hex 32 | prepare "$caravan" signing.key
  place signing.key
}

# The password stands in two files, each with a reader of its own. Neither is placed before both are prepared.
make_database_password() {
  local password
  password=$(openssl rand -hex 24)
  printf '%s' "$password" | prepare "$postgres" postgres-password
  printf '[postgres]\nurl = "postgresql://caravan:%s@postgres:5432/caravan"\n' "$password" | prepare "$caravan" caravan.toml
  place postgres-password
  place caravan.toml
}

# Signs the tokens that readers sign in to Firebase with. For Google's own Firestore the console gives this file.
make_service_account() {
  local key
  if [[ -n $account ]]; then
    prepare "$caravan" service-account.json < "$account"
  else
    key=$(openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 2> /dev/null | awk '{ printf "%s\\n", $0 }')
    printf '{"type": "service_account", "project_id": "demo-caravan", "client_email": "%s", "private_key": "%s"}\n' \
      caravan@demo-caravan.iam.gserviceaccount.com "$key" | prepare "$caravan" service-account.json
  fi
  place service-account.json
}

make_grafana_password() {
  printf '%s' "${GRAFANA_PASSWORD:-$(openssl rand -hex 16)}" | prepare "$grafana" grafana-password
  place grafana-password
}

# Nobody listens at the address that stands here unless another is given: alarms are seen at Alertmanager alone.
make_webhook_url() {
  printf '%s' "${ALERT_WEBHOOK_URL:-http://127.0.0.1:9/}" | prepare "$nobody" alert-webhook-url
  place alert-webhook-url
}

there() { [[ -e $folder/$1 ]]; }

main() {
  command -v openssl > /dev/null || fail "needs openssl"
  image=$(variable CARAVAN_IMAGE)
  image=${image:-docker.io/caravanchat/caravan:latest}
  folder=$(variable CARAVAN_SECRETS)
  folder=${folder:-secrets}
  [[ $folder != \~/* ]] || folder=$HOME/${folder#\~/}
  mkdir -p "$folder"
  # An engine takes a name that does not begin with a slash for a volume of its own.
  folder=$(cd "$folder" && pwd -P)
  there signing.key || make_signing_key
  # Both were prepared, and a run was cut off between the two.
  if there postgres-password && ! there caravan.toml && there .caravan.toml.new; then place caravan.toml; fi
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
