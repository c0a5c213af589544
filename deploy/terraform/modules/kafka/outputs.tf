output "brokers" {
  description = "The provider does not tell it; the service builds it like this."
  value = join(".", [
    "bootstrap",
    google_managed_kafka_cluster.logs.cluster_id,
    google_managed_kafka_cluster.logs.location,
    "managedkafka",
    google_managed_kafka_cluster.logs.project,
    "cloud.goog:9092",
  ])
}
