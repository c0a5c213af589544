# Docker Hub, seen through a registry beside the cluster: pulls are fast, are kept when Docker Hub is away, and do not count
# against its limits more than once for each image.
resource "google_artifact_registry_repository" "docker_hub" {
  #checkov:skip=CKV_GCP_84:what is kept is public already; a key of one's own would guard nothing
  project       = var.project
  location      = var.region
  repository_id = var.name
  description   = "Docker Hub"
  format        = "DOCKER"
  mode          = "REMOTE_REPOSITORY"
  labels        = var.labels

  remote_repository_config {
    description = "Docker Hub"
    docker_repository {
      public_repository = "DOCKER_HUB"
    }
    # The token comes after the registry: who makes both in one step has none to try.
    disable_upstream_validation = true
    dynamic "upstream_credentials" {
      for_each = var.docker_hub_username == null ? [] : [var.docker_hub_username]
      content {
        username_password_credentials {
          username                = upstream_credentials.value
          password_secret_version = "${var.docker_hub_token_secret}/versions/latest"
        }
      }
    }
  }

  cleanup_policy_dry_run = false
  cleanup_policies {
    id     = "unused"
    action = "DELETE"
    condition {
      older_than = "7776000s" # 90 days; what is pulled again is fetched again
    }
  }
  cleanup_policies {
    id     = "newest"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }
}

resource "google_artifact_registry_repository_iam_member" "readers" {
  for_each = var.readers

  project    = google_artifact_registry_repository.docker_hub.project
  location   = google_artifact_registry_repository.docker_hub.location
  repository = google_artifact_registry_repository.docker_hub.name
  role       = "roles/artifactregistry.reader"
  member     = each.value
}
