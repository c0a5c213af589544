mock_provider "google" {
  override_during = plan
  mock_resource "google_iam_workload_identity_pool" {
    defaults = { name = "projects/123456789012/locations/global/workloadIdentityPools/github" }
  }
}

variables {
  project     = "example"
  repository  = "caravanchat/caravan"
  owner_id    = "4711"
  refs        = ["refs/heads/main"]
  environment = "production"
}

run "repository_and_branch" {
  command = plan

  assert {
    condition = (google_iam_workload_identity_pool_provider.actions.attribute_condition ==
    "assertion.repository == 'caravanchat/caravan' && assertion.repository_owner_id == '4711' && assertion.ref in ['refs/heads/main']")
    error_message = "Nobody but this repository's branch gets a token."
  }
  assert {
    condition     = google_iam_workload_identity_pool_provider.actions.oidc[0].issuer_uri == "https://token.actions.githubusercontent.com"
    error_message = "The word taken is GitHub's."
  }
}

run "several_branches" {
  command = plan
  variables {
    refs = ["refs/heads/main", "refs/heads/release"]
  }

  assert {
    condition     = endswith(google_iam_workload_identity_pool_provider.actions.attribute_condition, "assertion.ref in ['refs/heads/main', 'refs/heads/release']")
    error_message = "Each is named."
  }
}

run "environment" {
  command = plan

  assert {
    condition = (google_service_account_iam_member.deploy.member == join("/", [
      "principalSet://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/github",
      "attribute.environment/production"
    ]))
    error_message = "A job of that environment, and no other, acts as the account."
  }
  assert {
    condition     = google_service_account_iam_member.deploy.role == "roles/iam.workloadIdentityUser"
    error_message = "There is no key."
  }
}

run "the_environment_is_githubs_word" {
  command = plan

  assert {
    condition     = google_iam_workload_identity_pool_provider.actions.attribute_mapping["attribute.environment"] == "assertion.environment"
    error_message = "What is granted to an environment is granted to nothing else."
  }
}

run "it_deploys_and_no_more" {
  command = plan

  assert {
    condition     = google_project_iam_member.deploy.role == "roles/container.developer"
    error_message = "It applies manifests, and no more."
  }
}

run "any_branch" {
  command = plan
  variables {
    refs = []
  }
  expect_failures = [var.refs]
}

run "a_pattern" {
  command = plan
  variables {
    refs = ["refs/heads/*"]
  }
  expect_failures = [var.refs]
}

run "no_quotes_in_the_condition" {
  command = plan
  variables {
    repository = "a/b' || true || 'a"
  }
  expect_failures = [var.repository]
}
