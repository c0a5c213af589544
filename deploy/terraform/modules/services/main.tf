# The Google APIs that an installation calls. They stay enabled when this is destroyed: something else may use them by then.
resource "google_project_service" "used" {
  for_each = var.services

  project            = var.project
  service            = each.value
  disable_on_destroy = false
}
