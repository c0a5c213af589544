output "account" {
  value = google_service_account.deploy.email
}

output "identity_provider" {
  value = google_iam_workload_identity_pool_provider.actions.name
}
