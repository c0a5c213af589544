# Managed Service for Apache Kafka: three brokers in three zones. Caravan makes its topics itself.
resource "google_managed_kafka_cluster" "logs" {
  project    = var.project
  cluster_id = var.name
  location   = var.region
  labels     = var.labels

  capacity_config {
    vcpu_count   = var.vcpus
    memory_bytes = var.vcpus * var.memory_gib_per_vcpu * 1024 * 1024 * 1024
  }
  gcp_config {
    access_config {
      network_configs {
        subnet = var.subnet
      }
    }
  }
  rebalance_config {
    mode = "AUTO_REBALANCE_ON_SCALE_UP"
  }

  lifecycle {
    # The service knows no such protection, and what readers have not been shown yet is here alone.
    prevent_destroy = true
  }
}
