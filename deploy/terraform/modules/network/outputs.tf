output "network" {
  value = google_compute_network.caravan.id
}

output "subnet" {
  value = google_compute_subnetwork.nodes.id
}

output "nodes_range" {
  value = var.nodes_range
}

output "pods_range_name" {
  value = "pods"
}

output "services_range_name" {
  value = "services"
}

output "googleapis_range" {
  value = local.googleapis_range
}
