mock_provider "google" {}

variables {
  project  = "example"
  services = ["container.googleapis.com", "compute.googleapis.com"]
}

run "stay_enabled" {
  command = plan

  assert {
    condition     = length(google_project_service.used) == 2
    error_message = "Each is enabled."
  }
  assert {
    condition     = alltrue([for service in google_project_service.used : !service.disable_on_destroy])
    error_message = "Taking an installation down takes no API away from others."
  }
}
