# Run with each size: terraform test -test-directory=sizes -var-file=sizes/SIZE.tfvars

mock_provider "google" {
  override_during = plan
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
  mock_resource "google_certificate_manager_dns_authorization" {
    defaults = { dns_resource_record = [{ name = "_acme-challenge", type = "CNAME", data = "authorize" }] }
  }
}
mock_provider "google-beta" {
  override_during = plan
}

variables {
  project           = "example-project"
  environment       = "production"
  host              = "chat.example.org"
  postgres_password = "a password that only this test knows"
}

# The variables' own conditions and those of the modules are met.
run "it_can_be_planned" {
  command = plan
}
