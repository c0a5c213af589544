mock_provider "google" {
  override_during = plan
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/example/serviceAccounts/caravan-infrastructure@example.iam.gserviceaccount.com"
      member = "serviceAccount:caravan-infrastructure@example.iam.gserviceaccount.com"
    }
  }
}

variables {
  project   = "example"
  operators = ["group:operators@example.org"]
}

run "no_basic_role" {
  command = plan

  assert {
    condition     = length(setintersection(keys(google_project_iam_member.infrastructure), ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    error_message = "It has the roles of the services that it makes, and no others."
  }
}

run "it_gives_only_what_pods_need" {
  command = plan

  assert {
    condition     = startswith(google_project_iam_member.grants.condition[0].expression, "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([")
    error_message = "What it may give is listed."
  }
  assert {
    condition     = length(regexall("owner|editor|[aA]dmin|TokenCreator|serviceAccountUser", google_project_iam_member.grants.condition[0].expression)) == 0
    error_message = "Nothing on the list is a right over others."
  }
}

run "people_borrow_it" {
  command = plan

  assert {
    condition     = google_service_account_iam_member.operators["group:operators@example.org"].role == "roles/iam.serviceAccountTokenCreator"
    error_message = "There is no key."
  }
}

run "not_everybody" {
  command = plan
  variables {
    operators = ["allAuthenticatedUsers"]
  }
  expect_failures = [var.operators]
}
