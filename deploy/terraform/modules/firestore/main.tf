# The database in which readers without a socket find what they have not seen, with the rules, indexes and TTL policies of
# deploy/firebase: what Firebase's own tool deploys from those files, and what this does, is the same.
locals {
  firebase = "${path.module}/../../../firebase"
  indexes  = jsondecode(file("${local.firebase}/firestore.indexes.json"))
}

resource "google_firestore_database" "feed" {
  project          = var.project
  name             = var.name
  location_id      = var.location
  type             = "FIRESTORE_NATIVE"
  database_edition = "STANDARD"
  # Transactions are optimistic: the server's writes carry preconditions and lock nothing.
  concurrency_mode = "OPTIMISTIC"
  # What is here is written again from the log when it is lost, so older versions are not paid for.
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_DISABLED"
  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  # Leaving the configuration leaves the database.
  deletion_policy = "ABANDON"
}

resource "google_firestore_index" "query" {
  for_each = {
    for index in local.indexes.indexes :
    join("-", concat([index.collectionGroup], [for field in index.fields : "${field.fieldPath}.${lower(field.order)}"])) => index
  }

  project     = var.project
  database    = google_firestore_database.feed.name
  collection  = each.value.collectionGroup
  query_scope = each.value.queryScope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path = fields.value.fieldPath
      order      = fields.value.order
    }
  }
}

# An index of a field that nobody queries would be written, and paid for, with every document.
resource "google_firestore_field" "override" {
  for_each = { for field in local.indexes.fieldOverrides : "${field.collectionGroup}.${field.fieldPath}" => field }

  project    = var.project
  database   = google_firestore_database.feed.name
  collection = each.value.collectionGroup
  field      = each.value.fieldPath

  # Without indexes in it: none.
  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes
      content {
        query_scope = indexes.value.queryScope
        order       = indexes.value.order
      }
    }
  }
  dynamic "ttl_config" {
    for_each = try(each.value.ttl, false) ? ["on"] : []
    content {}
  }
}

# Rules are never changed: others take their place, and the release says which hold.
resource "google_firebaserules_ruleset" "feed" {
  project = var.project

  source {
    files {
      name    = "firestore.rules"
      content = file("${local.firebase}/firestore.rules")
    }
  }

  depends_on = [google_firestore_database.feed]

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_firebaserules_release" "feed" {
  project      = var.project
  name         = var.name == "(default)" ? "cloud.firestore" : "cloud.firestore/${var.name}"
  ruleset_name = google_firebaserules_ruleset.feed.name
}
