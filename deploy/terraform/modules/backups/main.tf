# Where snapshots of the stores in the cluster go. Who writes them cannot take one away again.
resource "google_storage_bucket" "backups" {
  #checkov:skip=CKV_GCP_78:the retention policy lets no object be overwritten, so there are no older versions to keep
  #checkov:skip=CKV_GCP_62:who reads and writes is in Cloud Audit Logs; a bucket of access logs would need the same care again
  project                     = var.project
  name                        = var.bucket
  location                    = var.region
  storage_class               = "NEARLINE"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  labels                      = var.labels

  # What is written stays as it is: nobody overwrites or removes it before its time.
  retention_policy {
    retention_period = var.kept_days * 24 * 60 * 60
  }
  lifecycle_rule {
    condition {
      age = var.kept_days + 7
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
  for_each = {
    for pair in setproduct(keys(var.writers), ["roles/storage.objectCreator", "roles/storage.objectViewer"]) :
    join(".", pair) => { member = var.writers[pair[0]], role = pair[1] }
  }

  bucket = google_storage_bucket.backups.name
  role   = each.value.role
  member = each.value.member
}
