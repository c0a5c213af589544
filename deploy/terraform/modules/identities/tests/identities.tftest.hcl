mock_provider "google" {
  override_during = plan
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/example/serviceAccounts/mocked"
      member = "serviceAccount:mocked@example.iam.gserviceaccount.com"
    }
  }
}

variables {
  project   = "example"
  name      = "caravan"
  namespace = "caravan"
  rights = {
    auth    = ["roles/cloudsql.client", "roles/datastore.user"]
    live    = ["roles/managedkafka.client"]
    fan-out = []
  }
  signers = ["auth"]
}

run "each_role_is_somebody" {
  command = plan

  assert {
    condition     = [for account in google_service_account.pod : account.account_id] == ["caravan-auth", "caravan-fan-out", "caravan-live"]
    error_message = "Each has an account of its own."
  }
  assert {
    condition     = google_service_account_iam_member.pod["fan-out"].member == "serviceAccount:example.svc.id.goog[caravan/fan-out]"
    error_message = "The account is taken by the pods of that role alone."
  }
  assert {
    condition     = alltrue([for pod in google_service_account_iam_member.pod : pod.role == "roles/iam.workloadIdentityUser"])
    error_message = "Pods become the account without a key."
  }
}

run "rights_of_that_role_alone" {
  command = plan

  assert {
    condition     = keys(google_project_iam_member.pod) == ["auth.roles/cloudsql.client", "auth.roles/datastore.user", "live.roles/managedkafka.client"]
    error_message = "Nobody has more than was asked for."
  }
}

run "who_signs_signs_as_itself" {
  command = plan

  assert {
    condition = ({ for who, signer in google_service_account_iam_member.signer : who => signer.role } ==
    { auth = "roles/iam.serviceAccountTokenCreator" })
    error_message = "The role auth has tokens signed, and no other does."
  }
  assert {
    condition = (google_service_account_iam_member.signer["auth"].service_account_id == google_service_account.pod["auth"].name &&
    google_service_account_iam_member.signer["auth"].member == google_service_account.pod["auth"].member)
    error_message = "It signs in its own name."
  }
}

run "basic_roles" {
  command = plan
  variables {
    rights = { auth = ["roles/editor"] }
  }
  expect_failures = [var.rights]
}
