mock_provider "google" {}

variables {
  project = "example"
  region  = "europe-west1"
  secrets = {
    caravan-signing-key       = { readers = { pods = "serviceAccount:pods@example.iam.gserviceaccount.com" } }
    caravan-postgres-password = { readers = { pods = "serviceAccount:pods@example.iam.gserviceaccount.com" } }
    caravan-unread            = { readers = {} }
  }
}

run "places_and_readers" {
  command = plan

  assert {
    condition     = keys(google_secret_manager_secret.secret) == ["caravan-postgres-password", "caravan-signing-key", "caravan-unread"]
    error_message = "Each secret has its place."
  }
  assert {
    condition     = keys(google_secret_manager_secret_iam_member.readers) == ["caravan-postgres-password.pods", "caravan-signing-key.pods"]
    error_message = "Each reader reads its secrets, one by one."
  }
  assert {
    condition     = alltrue([for reader in google_secret_manager_secret_iam_member.readers : reader.role == "roles/secretmanager.secretAccessor"])
    error_message = "Readers read, and no more."
  }
  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.secret : secret.deletion_protection])
    error_message = "A plan removes no secret."
  }
  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.secret : secret.replication[0].user_managed[0].replicas[0].location == "europe-west1"])
    error_message = "Secrets stay in the region."
  }
}
