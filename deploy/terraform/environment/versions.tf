terraform {
  required_version = ">= 1.11"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }
    google-beta = {
      source  = "hashicorp/google-beta"
      version = ">= 6.50, < 8"
    }
  }

  # The bucket is an output of bootstrap: terraform init -backend-config=bucket=…
  backend "gcs" {
    prefix = "environment"
  }
}
