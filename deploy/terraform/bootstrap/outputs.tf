output "backend" {
  description = "Put into bootstrap/backend.tf, it moves bootstrap's own state into the bucket."
  value       = <<-EOT
    terraform {
      backend "gcs" {
        bucket = "${module.state.bucket}"
        prefix = "bootstrap"
      }
    }
  EOT
}

output "state_bucket" {
  value = module.state.bucket
}

output "infrastructure_account" {
  description = "Whom Terraform acts as when it applies `environment`."
  value       = module.operators.email
}

output "github_variables" {
  description = "Variables of the environment in GitHub; none of them is a secret."
  value = {
    GCP_PROJECT                    = var.project
    GCP_SERVICE_ACCOUNT            = module.github.account
    GCP_WORKLOAD_IDENTITY_PROVIDER = module.github.identity_provider
  }
}
