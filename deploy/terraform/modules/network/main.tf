resource "google_compute_network" "caravan" {
  #checkov:skip=CKV2_GCP_18:without a rule nothing comes in, and GKE makes the rules that its nodes need
  project                 = var.project
  name                    = var.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "nodes" {
  project       = var.project
  name          = "${var.name}-nodes"
  region        = var.region
  network       = google_compute_network.caravan.id
  ip_cidr_range = var.nodes_range

  # Nodes have no address of their own on the internet, and reach Google's APIs without one.
  private_ip_google_access = true

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = var.pods_range
  }
  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = var.services_range
  }

  log_config {
    aggregation_interval = "INTERVAL_10_MIN"
    flow_sampling        = 0.1
    metadata             = "INCLUDE_ALL_METADATA"
  }
}

# The way out to what is not Google's: images that are not mirrored, mail, updates.
resource "google_compute_router" "out" {
  project = var.project
  name    = "${var.name}-out"
  region  = var.region
  network = google_compute_network.caravan.id
}

resource "google_compute_router_nat" "out" {
  project                            = var.project
  name                               = "${var.name}-out"
  region                             = var.region
  router                             = google_compute_router.out.name
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }
}

# Google's APIs have one small range of addresses in this network, so that the pods' network policies can name it.
resource "google_dns_managed_zone" "googleapis" {
  project     = var.project
  name        = "${var.name}-googleapis"
  dns_name    = "googleapis.com."
  description = "Google's APIs at private.googleapis.com"
  visibility  = "private"

  private_visibility_config {
    networks {
      network_url = google_compute_network.caravan.id
    }
  }
}

resource "google_dns_record_set" "private_googleapis" {
  project      = var.project
  managed_zone = google_dns_managed_zone.googleapis.name
  name         = "private.googleapis.com."
  type         = "A"
  ttl          = 300
  rrdatas      = [for host in range(4) : cidrhost(local.googleapis_range, host)]
}

resource "google_dns_record_set" "googleapis" {
  project      = var.project
  managed_zone = google_dns_managed_zone.googleapis.name
  name         = "*.googleapis.com."
  type         = "CNAME"
  ttl          = 300
  rrdatas      = [google_dns_record_set.private_googleapis.name]
}

locals {
  # Google's own, the same everywhere.
  googleapis_range = "199.36.153.8/30"
}
