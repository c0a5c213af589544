locals {
  standard = var.mode == "standard"
}

# Nodes run as this account and not as the project's default one, which may do far more.
resource "google_service_account" "nodes" {
  project      = var.project
  account_id   = "${var.name}-nodes"
  display_name = "Nodes of the cluster ${var.name}"
}

resource "google_project_iam_member" "nodes" {
  project = var.project
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}

resource "google_container_cluster" "caravan" {
  #checkov:skip=CKV_GCP_12:network policies are enforced by Dataplane V2, which has no such switch
  #checkov:skip=CKV_GCP_13:client certificates are off unless asked for since GKE 1.12
  #checkov:skip=CKV_GCP_20:authorized networks belong to the address-based endpoints, which are off
  #checkov:skip=CKV_GCP_65:groups for RBAC need a Google Workspace, which not every owner has
  #checkov:skip=CKV_GCP_66:the workflow deploy verifies an image by digest and signature before it applies it, and all come through one mirror
  project  = var.project
  name     = var.name
  location = var.region

  enable_autopilot    = local.standard ? null : true
  deletion_protection = var.deletion_protection

  network    = var.network
  subnetwork = var.subnet
  ip_allocation_policy {
    cluster_secondary_range_name  = var.pods_range_name
    services_secondary_range_name = var.services_range_name
  }

  private_cluster_config {
    enable_private_nodes = true
  }
  # The API is reached by a name, from anywhere, by whom Google's IAM lets in: no address, no bastion, no list of networks.
  control_plane_endpoints_config {
    dns_endpoint_config {
      allow_external_traffic = true
    }
    ip_endpoints_config {
      enabled = false
    }
  }

  release_channel {
    channel = "REGULAR"
  }
  maintenance_policy {
    recurring_window {
      start_time = "2026-01-03T02:00:00Z"
      end_time   = "2026-01-03T08:00:00Z"
      recurrence = "FREQ=WEEKLY;BYDAY=SA,SU"
    }
  }

  gateway_api_config {
    channel = "CHANNEL_STANDARD"
  }
  cost_management_config {
    enabled = true
  }
  security_posture_config {
    mode               = "BASIC"
    vulnerability_mode = "VULNERABILITY_DISABLED"
  }

  resource_labels = var.labels

  # Autopilot decides on all of these itself, and refuses to be told.
  dynamic "workload_identity_config" {
    for_each = local.standard ? ["on"] : []
    content {
      workload_pool = "${var.project}.svc.id.goog"
    }
  }
  datapath_provider           = local.standard ? "ADVANCED_DATAPATH" : null
  enable_shielded_nodes       = local.standard ? true : null
  enable_intranode_visibility = local.standard ? true : null
  remove_default_node_pool    = local.standard ? true : null
  initial_node_count          = local.standard ? 1 : null
  dynamic "node_config" {
    # Of the pool that is removed at once: without it the project's default account would have to be there.
    for_each = local.standard ? ["removed"] : []
    content {
      service_account = google_service_account.nodes.email
      shielded_instance_config {
        enable_secure_boot          = true
        enable_integrity_monitoring = true
      }
      workload_metadata_config {
        mode = "GKE_METADATA"
      }
    }
  }
  dynamic "monitoring_config" {
    for_each = local.standard ? ["on"] : []
    content {
      enable_components = ["SYSTEM_COMPONENTS", "POD", "DEPLOYMENT", "STATEFULSET", "HPA", "STORAGE"]
      managed_prometheus {
        enabled = true
      }
    }
  }
  dynamic "cluster_autoscaling" {
    for_each = local.standard ? [] : ["on"]
    content {
      auto_provisioning_defaults {
        service_account = google_service_account.nodes.email
      }
    }
  }

  lifecycle {
    ignore_changes = [node_config]
  }
}

# One for Caravan, and one for stores in the cluster, which nothing else may crowd out.
resource "google_container_node_pool" "pool" {
  for_each = local.standard ? var.pools : {}

  project  = var.project
  name     = each.key
  cluster  = google_container_cluster.caravan.name
  location = var.region

  # Of each of the region's three zones.
  initial_node_count = each.value.nodes_min
  autoscaling {
    min_node_count = each.value.nodes_min
    max_node_count = each.value.nodes_max
  }
  management {
    auto_repair  = true
    auto_upgrade = true
  }
  upgrade_settings {
    max_surge       = 1
    max_unavailable = 0
  }
  network_config {
    enable_private_nodes = true
  }

  node_config {
    machine_type    = each.value.machine_type
    image_type      = "COS_CONTAINERD"
    disk_type       = "pd-balanced"
    disk_size_gb    = 50
    service_account = google_service_account.nodes.email
    oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    labels          = { "caravan/pool" = each.key }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
    # Pods see their own identity there and not the node's.
    workload_metadata_config {
      mode = "GKE_METADATA"
    }
    metadata = { disable-legacy-endpoints = "true" }

    dynamic "taint" {
      for_each = each.value.dedicated ? [each.key] : []
      content {
        key    = "dedicated"
        value  = taint.value
        effect = "NO_SCHEDULE"
      }
    }
  }

  lifecycle {
    ignore_changes = [initial_node_count]
  }
}
