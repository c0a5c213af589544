mock_provider "google" {}

variables {
  project         = "example"
  project_number  = "123456789012"
  name            = "caravan"
  billing_account = "012345-6789AB-CDEF01"
  amount          = 500
  currency        = "EUR"
  mail            = ["ops@example.org"]
}

run "people_are_told" {
  command = plan

  assert {
    condition     = google_billing_budget.month.amount[0].specified_amount[0].units == "500" && google_billing_budget.month.amount[0].specified_amount[0].currency_code == "EUR"
    error_message = "The amount is that of the month."
  }
  assert {
    condition     = [for rule in google_billing_budget.month.threshold_rules : rule.threshold_percent if rule.spend_basis == "CURRENT_SPEND"] == [0.5, 0.9, 1]
    error_message = "They are told before it is spent."
  }
  assert {
    condition     = anytrue([for rule in google_billing_budget.month.threshold_rules : rule.spend_basis == "FORECASTED_SPEND"])
    error_message = "They are told when it will not suffice."
  }
  assert {
    condition     = google_billing_budget.month.budget_filter[0].projects == toset(["projects/123456789012"])
    error_message = "It counts this project alone."
  }
  assert {
    condition     = google_monitoring_notification_channel.mail["ops@example.org"].labels.email_address == "ops@example.org"
    error_message = "Mail goes to them."
  }
}
