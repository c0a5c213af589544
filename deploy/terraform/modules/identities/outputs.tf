output "members" {
  description = "As members of IAM policies, by Kubernetes service account."
  value       = { for who, account in google_service_account.pod : who => account.member }
}

output "suffix" {
  description = "What stands behind the @ of each account."
  value       = "${var.project}.iam.gserviceaccount.com"
}
