mock_provider "google" {
  override_during = plan
  mock_resource "google_iam_workload_identity_pool" {
    defaults = { name = "projects/123456789012/locations/global/workloadIdentityPools/github" }
  }
  mock_resource "google_iam_workload_identity_pool_provider" {
    defaults = { name = "projects/123456789012/locations/global/workloadIdentityPools/github/providers/actions" }
  }
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/example-project/serviceAccounts/mocked@example-project.iam.gserviceaccount.com"
      email  = "mocked@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:mocked@example-project.iam.gserviceaccount.com"
    }
  }
}

variables {
  project           = "example-project"
  environment       = "production"
  github_repository = "caravanchat/caravan"
  github_owner_id   = "4711"
  operators         = ["group:operators@example.org"]
}

run "its_own_state_moves_into_the_bucket" {
  command = plan

  assert {
    condition     = strcontains(output.backend, "bucket = \"example-project-terraform-state\"") && strcontains(output.backend, "prefix = \"bootstrap\"")
    error_message = "The backend is the bucket that was made."
  }
}

run "what_the_workflow_deploy_is_told" {
  command = plan

  assert {
    condition     = keys(output.github_variables) == ["GCP_PROJECT", "GCP_SERVICE_ACCOUNT", "GCP_WORKLOAD_IDENTITY_PROVIDER"]
    error_message = "The workflow reads these variables."
  }
  assert {
    condition     = output.github_variables.GCP_WORKLOAD_IDENTITY_PROVIDER == "projects/123456789012/locations/global/workloadIdentityPools/github/providers/actions"
    error_message = "It is the provider's whole name."
  }
}

run "a_name_that_would_break_others" {
  command = plan
  variables {
    environment = "Production 1"
  }
  expect_failures = [var.environment]
}
