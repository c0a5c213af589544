mock_provider "google" {}

variables {
  project        = "example"
  region         = "europe-west1"
  name           = "caravan"
  nodes_range    = "10.36.0.0/20"
  pods_range     = "10.32.0.0/14"
  services_range = "10.36.16.0/20"
}

run "private" {
  command = plan

  assert {
    condition     = !google_compute_network.caravan.auto_create_subnetworks
    error_message = "There is no subnet that nobody asked for."
  }
  assert {
    condition     = google_compute_subnetwork.nodes.private_ip_google_access
    error_message = "Nodes without an address reach Google's APIs."
  }
  assert {
    condition = ({ for range in google_compute_subnetwork.nodes.secondary_ip_range : range.range_name => range.ip_cidr_range } ==
    { pods = "10.32.0.0/14", services = "10.36.16.0/20" })
    error_message = "Pods and services have ranges of their own."
  }
  assert {
    condition     = google_compute_router_nat.out.source_subnetwork_ip_ranges_to_nat == "ALL_SUBNETWORKS_ALL_IP_RANGES"
    error_message = "Nodes and pods get out."
  }
}

run "googleapis_have_the_range_that_policies_name" {
  command = plan

  assert {
    condition     = output.googleapis_range == "199.36.153.8/30"
    error_message = "The range is that of private.googleapis.com."
  }
  assert {
    condition = (google_dns_record_set.private_googleapis.rrdatas ==
    tolist(["199.36.153.8", "199.36.153.9", "199.36.153.10", "199.36.153.11"]))
    error_message = "Names lead into the range."
  }
  assert {
    condition     = google_dns_managed_zone.googleapis.visibility == "private"
    error_message = "Nobody else is answered so."
  }
}
