mock_provider "google" {}

variables {
  project = "example"
  region  = "europe-west1"
  bucket  = "example-caravan-backups"
  writers = { backup = "serviceAccount:backup@example.iam.gserviceaccount.com" }
}

run "nobody_takes_a_backup_away" {
  command = plan

  assert {
    condition     = tonumber(google_storage_bucket.backups.retention_policy[0].retention_period) == 2592000
    error_message = "A backup stays for 30 days."
  }
  assert {
    condition     = one(google_storage_bucket.backups.lifecycle_rule[0].condition).age > 30
    error_message = "It goes after that, and not before."
  }
  assert {
    condition     = google_storage_bucket.backups.public_access_prevention == "enforced" && google_storage_bucket.backups.uniform_bucket_level_access
    error_message = "Nobody else reads it."
  }
  assert {
    condition = ([for writer in google_storage_bucket_iam_member.writers : writer.role] ==
    ["roles/storage.objectCreator", "roles/storage.objectViewer"])
    error_message = "Who writes may not remove."
  }
}
