# The places of secrets and who may read them. Their values are added by people (README.md), or passed through write-only
# arguments: neither the configuration nor the state ever holds one.
resource "google_secret_manager_secret" "secret" {
  for_each = var.secrets

  project             = var.project
  secret_id           = each.key
  labels              = var.labels
  deletion_protection = var.deletion_protection

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
  # A version that was destroyed by mistake can be had back for a day.
  version_destroy_ttl = "86400s"
}

resource "google_secret_manager_secret_iam_member" "readers" {
  for_each = merge([
    for secret, about in var.secrets : {
      for reader, member in about.readers : "${secret}.${reader}" => { secret = secret, member = member }
    }
  ]...)

  project   = var.project
  secret_id = google_secret_manager_secret.secret[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = each.value.member
}
