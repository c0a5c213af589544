# Whom Terraform acts as: people borrow this account for an hour, under their own names in the audit log, and nobody has a key.
resource "google_service_account" "infrastructure" {
  project      = var.project
  account_id   = "caravan-infrastructure"
  display_name = "Applies Caravan's environment"
}

resource "google_service_account_iam_member" "operators" {
  for_each = var.operators

  service_account_id = google_service_account.infrastructure.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = each.value
}

resource "google_project_iam_member" "infrastructure" {
  #checkov:skip=CKV_GCP_41:it makes service accounts and lets nodes run as one; operators alone may borrow it
  #checkov:skip=CKV_GCP_49:it makes service accounts; what they may be given is bounded by the condition below
  for_each = local.roles

  project = var.project
  role    = each.value
  member  = google_service_account.infrastructure.member
}

# It may give and take these roles in the project, and no others: not owner, and none to itself that it has not.
resource "google_project_iam_member" "grants" {
  project = var.project
  role    = "roles/resourcemanager.projectIamAdmin"
  member  = google_service_account.infrastructure.member

  condition {
    title      = "the roles of Caravan's accounts"
    expression = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${local.granted}])"
  }
}

locals {
  # What the modules of `environment` make, each by its service's own role.
  roles = toset([
    "roles/artifactregistry.admin",
    "roles/certificatemanager.editor",
    "roles/cloudsql.admin",
    "roles/compute.networkAdmin",
    "roles/compute.securityAdmin",
    "roles/container.admin",
    "roles/datastore.owner",
    "roles/dns.admin",
    "roles/firebase.admin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountUser",
    "roles/identityplatform.admin",
    "roles/managedkafka.admin",
    "roles/monitoring.notificationChannelEditor",
    "roles/secretmanager.admin",
    "roles/servicenetworking.networksAdmin",
    "roles/serviceusage.apiKeysAdmin",
    "roles/serviceusage.serviceUsageAdmin",
    "roles/storage.admin",
  ])

  granted = join(", ", formatlist("'%s'", [
    "roles/cloudsql.client",
    "roles/container.defaultNodeServiceAccount",
    "roles/datastore.user",
    "roles/managedkafka.client",
    "roles/monitoring.viewer",
  ]))
}
