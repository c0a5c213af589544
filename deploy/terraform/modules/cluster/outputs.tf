output "name" {
  value = google_container_cluster.caravan.name
}

output "location" {
  value = google_container_cluster.caravan.location
}

output "nodes_account" {
  description = "As a member of IAM policies."
  value       = google_service_account.nodes.member
}
