#!/bin/bash
# Stands in for the entry of the official image of PostgreSQL: makes the cluster at the first start, with the password of
# the file, and lets the server answer the network.
set -euo pipefail
if [[ ! -s $PGDATA/PG_VERSION ]]; then
  # shellcheck disable=SC2086 # arguments, as the official image takes them
  initdb --pgdata "$PGDATA" --username "$POSTGRES_USER" --pwfile <(cat "$POSTGRES_PASSWORD_FILE" && echo) \
    --auth-local=trust --auth-host=scram-sha-256 $POSTGRES_INITDB_ARGS
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  postgres --single -D "$PGDATA" postgres <<< "CREATE DATABASE $POSTGRES_DB;"
fi
exec postgres -D "$PGDATA" -c "listen_addresses=*" -c unix_socket_directories=/var/run/postgresql
