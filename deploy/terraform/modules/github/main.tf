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
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
    "attribute.ref"        = "assertion.ref"
  }
  # Whoever does not meet it gets no token at all, whatever is granted to whom.
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

# A job of the environment alone, so that GitHub has asked those who must agree.
resource "google_service_account_iam_member" "deploy" {
  service_account_id = google_service_account.deploy.name
  role               = "roles/iam.workloadIdentityUser"
  member = join("", [
    "principal://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}",
    "/subject/repo:${var.repository}:environment:${var.environment}",
  ])
}

# It applies manifests. It can change neither clusters nor nodes nor anybody's rights in the project.
resource "google_project_iam_member" "deploy" {
  project = var.project
  role    = "roles/container.developer"
  member  = google_service_account.deploy.member
}
