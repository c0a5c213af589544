# Once for each Google Cloud project, by somebody who owns it: where Terraform keeps what it knows, who may apply
# `environment`, and how GitHub deploys without a key. One project is one environment.

provider "google" {
  project = var.project
  region  = var.region
}

module "services" {
  source  = "../modules/services"
  project = var.project
  services = [
    "cloudresourcemanager.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
  ]
}

module "state" {
  source  = "../modules/state"
  project = var.project
  region  = var.region
  bucket  = "${var.project}-terraform-state"
  writers = { infrastructure = module.operators.member }
  labels  = local.labels
}

module "operators" {
  source    = "../modules/operators"
  project   = var.project
  operators = var.operators

  depends_on = [module.services]
}

module "github" {
  source      = "../modules/github"
  project     = var.project
  repository  = var.github_repository
  owner_id    = var.github_owner_id
  refs        = var.github_refs
  environment = var.environment

  depends_on = [module.services]
}

locals {
  labels = { app = "caravan", environment = var.environment }
}
