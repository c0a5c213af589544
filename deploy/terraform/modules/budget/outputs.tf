output "budget" {
  value = google_billing_budget.month.name
}
