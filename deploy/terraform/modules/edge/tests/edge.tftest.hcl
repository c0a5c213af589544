mock_provider "google" {
  override_during = plan
  mock_resource "google_certificate_manager_dns_authorization" {
    defaults = {
      dns_resource_record = [{ name = "_acme-challenge.chat.example.org.", type = "CNAME", data = "authorize.certificatemanager.goog." }]
    }
  }
}

variables {
  project = "example"
  name    = "caravan"
  host    = "chat.example.org"
}

run "names_that_the_gateway_takes" {
  command = plan

  assert {
    condition     = google_compute_global_address.gateway.name == "caravan" && google_certificate_manager_certificate_map.gateway.name == "caravan"
    error_message = "The Gateway of deploy/kubernetes names both."
  }
  assert {
    condition     = google_certificate_manager_certificate_map_entry.host.hostname == "chat.example.org"
    error_message = "The certificate is of the name that users type."
  }
  assert {
    condition     = output.dns_record.type == "CNAME"
    error_message = "The owner of the name is told which record to add."
  }
}

run "tls" {
  command = plan

  assert {
    condition     = google_compute_ssl_policy.gateway.min_tls_version == "TLS_1_2" && google_compute_ssl_policy.gateway.profile == "MODERN"
    error_message = "Old versions of TLS are refused."
  }
}

run "floods" {
  command = plan

  assert {
    condition = anytrue([
      for rule in google_compute_security_policy.gateway.rule :
      rule.action == "throttle" && try(rule.rate_limit_options[0].enforce_on_key == "IP" && rule.rate_limit_options[0].rate_limit_threshold[0].count == 6000, false)
    ])
    error_message = "One address has a limit."
  }
  assert {
    condition     = anytrue([for rule in google_compute_security_policy.gateway.rule : rule.action == "allow" && rule.priority == 2147483647])
    error_message = "Everybody else is let in."
  }
}
