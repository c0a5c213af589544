#!/bin/bash
# Stands in for bin/cassandra of the official image, with -f.
set -euo pipefail
[[ $* == -f ]] || { echo "cassandra: what is $*?" >&2; exit 1; }
# shellcheck disable=SC2086 # options, as the official image takes them
exec java @/etc/cassandra/jvm.options "-Xmx$MAX_HEAP_SIZE" -javaagent:/opt/cassandra/lib/jamm.jar \
  -Dcassandra.storagedir=/var/lib/cassandra -Dcassandra-foreground=yes \
  -Dlogback.configurationFile=file:///etc/cassandra/logback.xml \
  $JVM_EXTRA_OPTS -cp "/opt/cassandra/lib/*" org.apache.cassandra.service.CassandraDaemon
