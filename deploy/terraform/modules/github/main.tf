# GitHub's workflows act as the account `caravan-deploy` without any key: Google takes GitHub's word for which repository,
# branch and environment a job belongs to, and asks for all of them.
resource "google_iam_workload_identity_pool" "github" {
  project                   = var.project
  workload_identity_pool_id = "github"
  display_name              = "GitHub"
  description               = "Jobs of ${var.repository}"
}

resource "google_iam_workload_identity_pool_provider" "actions" {
  #checkov:skip=CKV_GCP_125:the condition is put together from variables; the module's tests compare the whole of it
  project                            = var.project
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "actions"
  display_name                       = "GitHub Actions"

  attribute_mapping = {
    "google.subject"        = "assertion.sub"
    "attribute.environment" = "assertion.environment"
  }
  # Whoever does not meet it gets no token at all, whatever is granted to whom. A job without an environment has no such claim, and
  # is refused by the mapping.
  attribute_condition = join(" && ", [
    "assertion.repository == '${var.repository}'",
    "assertion.repository_owner_id == '${var.owner_id}'",
    "assertion.ref in [${join(", ", formatlist("'%s'", sort(var.refs)))}]",
  ])

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "deploy" {
  project      = var.project
  account_id   = "caravan-deploy"
  display_name = "GitHub's deployments to ${var.environment}"
}

# A job of the environment alone, so that GitHub has asked those who must agree. Not by its subject, which names repositories
# that are newer than July 2026 by their numbers, too; the provider's condition has seen to the repository.
resource "google_service_account_iam_member" "deploy" {
  service_account_id = google_service_account.deploy.name
  role               = "roles/iam.workloadIdentityUser"
  member = join("", [
    "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}",
    "/attribute.environment/${var.environment}",
  ])
}

# It applies manifests. It can change neither clusters nor nodes nor anybody's rights in the project.
resource "google_project_iam_member" "deploy" {
  project = var.project
  role    = "roles/container.developer"
  member  = google_service_account.deploy.member
}
