mock_provider "google" {}

variables {
  project = "example"
  region  = "europe-west1"
  bucket  = "example-terraform-state"
  writers = { infrastructure = "serviceAccount:infrastructure@example.iam.gserviceaccount.com" }
}

run "every_state_can_be_had_back" {
  command = plan

  assert {
    condition     = google_storage_bucket.state.versioning[0].enabled
    error_message = "Older states are kept."
  }
  assert {
    condition     = one(google_storage_bucket.state.lifecycle_rule[0].condition).num_newer_versions >= 20
    error_message = "The newest twenty are kept in any case."
  }
  assert {
    condition     = !google_storage_bucket.state.force_destroy
    error_message = "A bucket with states in it is not removed."
  }
}

run "nobody_else_reads_it" {
  command = plan

  assert {
    condition     = google_storage_bucket.state.public_access_prevention == "enforced" && google_storage_bucket.state.uniform_bucket_level_access
    error_message = "There is no way to make it public."
  }
  assert {
    condition     = google_storage_bucket_iam_member.writers["infrastructure"].role == "roles/storage.objectUser"
    error_message = "Who applies writes objects, and does not own the bucket."
  }
}
