mock_provider "google" {}

variables {
  project  = "example"
  location = "europe-west1"
}

run "database" {
  command = plan

  assert {
    condition     = google_firestore_database.feed.delete_protection_state == "DELETE_PROTECTION_ENABLED"
    error_message = "Nobody removes it by mistake."
  }
  assert {
    condition     = google_firestore_database.feed.type == "FIRESTORE_NATIVE" && google_firestore_database.feed.database_edition == "STANDARD"
    error_message = "Caravan writes to the Standard edition in native mode."
  }
}

run "rules_are_those_of_deploy_firebase" {
  command = plan

  assert {
    condition     = google_firebaserules_ruleset.feed.source[0].files[0].content == file("../../../firebase/firestore.rules")
    error_message = "The rules are the ones that the tests try."
  }
  assert {
    condition     = google_firebaserules_release.feed.name == "cloud.firestore"
    error_message = "They hold in the database (default)."
  }
}

run "rules_of_a_named_database" {
  command = plan
  variables {
    name = "chat"
  }

  assert {
    condition     = google_firebaserules_release.feed.name == "cloud.firestore/chat"
    error_message = "They hold in that database."
  }
}

run "indexes_are_those_of_deploy_firebase" {
  command = plan

  assert {
    condition     = length(google_firestore_index.query) == length(jsondecode(file("../../../firebase/firestore.indexes.json")).indexes)
    error_message = "Each index is there."
  }
  assert {
    condition = [for field in google_firestore_index.query["messages-chat_id.ascending-latest_message_time_iso.descending"].fields :
    "${field.field_path} ${field.order}"] == ["chat_id ASCENDING", "latest_message_time_iso DESCENDING"]
    error_message = "An index has its fields in their order."
  }
  assert {
    condition     = length(google_firestore_field.override) == length(jsondecode(file("../../../firebase/firestore.indexes.json")).fieldOverrides)
    error_message = "Each exemption is there."
  }
  assert {
    condition     = alltrue([for field in google_firestore_field.override : length(field.index_config) == 1 && length(field.index_config[0].indexes) == 0])
    error_message = "An exempted field has no index."
  }
}

run "documents_of_batches_expire" {
  command = plan

  assert {
    condition     = [for name, field in google_firestore_field.override : name if length(field.ttl_config) == 1] == ["messages.expires_at"]
    error_message = "The TTL policy is on that field alone."
  }
}

run "going_away" {
  command = plan
  variables {
    deletion_protection = false
  }

  assert {
    condition     = google_firestore_database.feed.delete_protection_state == "DELETE_PROTECTION_DISABLED"
    error_message = "Who says so can remove it."
  }
}
