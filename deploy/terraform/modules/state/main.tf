# Terraform's states, each change of which can be taken back.
resource "google_storage_bucket" "state" {
  #checkov:skip=CKV_GCP_62:who reads and writes is in Cloud Audit Logs; a bucket of access logs would need the same care again
  project                     = var.project
  name                        = var.bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  labels                      = var.labels

  versioning {
    enabled = true
  }
  soft_delete_policy {
    retention_duration_seconds = 30 * 24 * 60 * 60
  }
  lifecycle_rule {
    condition {
      num_newer_versions         = 20
      days_since_noncurrent_time = 90
    }
    action {
      type = "Delete"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_storage_bucket_iam_member" "writers" {
  for_each = var.writers

  bucket = google_storage_bucket.state.name
  # States are replaced, and locks are removed.
  role   = "roles/storage.objectUser"
  member = each.value
}
