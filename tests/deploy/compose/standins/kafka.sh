#!/bin/bash
# Stands in for /etc/kafka/docker/run of the official image: Kafka's own class makes the configuration out of the variables.
set -euo pipefail
# shellcheck disable=SC2206 # options, as the official image takes them
java=(java ${KAFKA_HEAP_OPTS-} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true
  -Dlog4j.configuration=file:/opt/kafka/config/log4j.properties -cp "/opt/kafka/libs/*")
cp /etc/kafka/docker/log4j.properties /opt/kafka/config/
said=$("${java[@]}" kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) ||
  grep -i "already formatted" <<< "$said" || { echo "$said" && exit 1; }
exec "${java[@]}" kafka.Kafka /opt/kafka/config/server.properties
