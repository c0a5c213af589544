mock_provider "google" {
  override_during = plan
  mock_resource "google_service_account" {
    defaults = {
      email  = "caravan-nodes@example.iam.gserviceaccount.com"
      member = "serviceAccount:caravan-nodes@example.iam.gserviceaccount.com"
    }
  }
}

variables {
  project             = "example"
  region              = "europe-west1"
  name                = "caravan"
  mode                = "autopilot"
  network             = "projects/example/global/networks/caravan"
  subnet              = "projects/example/regions/europe-west1/subnetworks/caravan-nodes"
  pods_range_name     = "pods"
  services_range_name = "services"
}

run "autopilot" {
  command = plan

  assert {
    condition     = google_container_cluster.caravan.enable_autopilot
    error_message = "Google runs the nodes."
  }
  assert {
    condition     = length(google_container_node_pool.pool) == 0
    error_message = "Autopilot has no pools of ours."
  }
  assert {
    condition     = google_container_cluster.caravan.deletion_protection
    error_message = "A plan takes no cluster down."
  }
  assert {
    condition     = google_container_cluster.caravan.cluster_autoscaling[0].auto_provisioning_defaults[0].service_account == "caravan-nodes@example.iam.gserviceaccount.com"
    error_message = "Nodes run as their own account."
  }
  assert {
    condition     = length(google_container_cluster.caravan.node_config) == 0 && length(google_container_cluster.caravan.workload_identity_config) == 0
    error_message = "Autopilot refuses what it decides itself."
  }
}

run "no_public_address_in_autopilot" {
  command = plan

  assert {
    condition     = google_container_cluster.caravan.private_cluster_config[0].enable_private_nodes
    error_message = "Nodes have no public address."
  }
  assert {
    condition     = !google_container_cluster.caravan.control_plane_endpoints_config[0].ip_endpoints_config[0].enabled
    error_message = "The control plane has no address at all."
  }
  assert {
    condition     = google_container_cluster.caravan.control_plane_endpoints_config[0].dns_endpoint_config[0].allow_external_traffic
    error_message = "Deployments reach the control plane by its name."
  }
}

run "standard" {
  command = plan

  variables {
    mode = "standard"
    pools = {
      caravan = { machine_type = "e2-standard-4", nodes_min = 1, nodes_max = 4 }
      stores  = { machine_type = "n2-highmem-4", nodes_min = 1, nodes_max = 1, dedicated = true }
    }
  }

  assert {
    condition     = google_container_cluster.caravan.enable_autopilot == null
    error_message = "Nodes are ours."
  }
  assert {
    condition     = google_container_cluster.caravan.workload_identity_config[0].workload_pool == "example.svc.id.goog"
    error_message = "Pods have identities."
  }
  assert {
    condition     = google_container_cluster.caravan.datapath_provider == "ADVANCED_DATAPATH"
    error_message = "Network policies hold."
  }
  assert {
    condition = alltrue([
      for pool in google_container_node_pool.pool :
      pool.network_config[0].enable_private_nodes &&
      pool.node_config[0].shielded_instance_config[0].enable_secure_boot &&
      pool.node_config[0].workload_metadata_config[0].mode == "GKE_METADATA" &&
      pool.node_config[0].service_account == "caravan-nodes@example.iam.gserviceaccount.com"
    ])
    error_message = "Nodes are private, boot what is signed, hide their own identity and run as their own account."
  }
  assert {
    condition     = google_container_node_pool.pool["stores"].node_config[0].taint[0].effect == "NO_SCHEDULE"
    error_message = "Stores are not crowded out."
  }
  assert {
    condition     = length(google_container_node_pool.pool["caravan"].node_config[0].taint) == 0
    error_message = "Caravan's pods find nodes."
  }
  assert {
    condition     = google_container_cluster.caravan.private_cluster_config[0].enable_private_nodes && !google_container_cluster.caravan.control_plane_endpoints_config[0].ip_endpoints_config[0].enabled
    error_message = "There is no public address in this mode either."
  }
}

run "nodes_have_the_least_rights" {
  command = plan

  assert {
    condition     = google_project_iam_member.nodes.role == "roles/container.defaultNodeServiceAccount"
    error_message = "Nodes write logs and metrics, and no more."
  }
}

run "another_mode" {
  command = plan
  variables {
    mode = "manual"
  }
  expect_failures = [var.mode]
}
