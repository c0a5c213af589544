# Who Caravan's pods are to Google: a service account for each Kubernetes service account that asks Google for something, with
# the rights of that role alone, and no key. Pods become it through Workload Identity.
resource "google_service_account" "pod" {
  for_each = var.rights

  project      = var.project
  account_id   = "${var.name}-${each.key}"
  display_name = "Pods of Caravan's ${each.key}"
}

resource "google_service_account_iam_member" "pod" {
  for_each = var.rights

  service_account_id = google_service_account.pod[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project}.svc.id.goog[${var.namespace}/${each.key}]"
}

resource "google_project_iam_member" "pod" {
  for_each = merge([for who, roles in var.rights : { for role in roles : "${who}.${role}" => { who = who, role = role } }]...)

  project = var.project
  role    = each.value.role
  member  = google_service_account.pod[each.value.who].member
}

# Firebase's tokens are signed by Google on behalf of an account that may ask for it: on itself, and on no other.
resource "google_service_account_iam_member" "signer" {
  for_each = var.signers

  service_account_id = google_service_account.pod[each.value].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.pod[each.value].member
}
