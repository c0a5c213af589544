mock_provider "google" {}

variables {
  project          = "example"
  region           = "europe-west1"
  name             = "caravan"
  network          = "projects/example/global/networks/caravan"
  range            = "10.36.32.0/20"
  tier             = "db-custom-1-3840"
  disk_gb          = 20
  highly_available = true
  password         = "a password that only this test knows"
  password_version = 1
}

run "private_and_encrypted" {
  command = plan

  assert {
    condition     = !google_sql_database_instance.accounts.settings[0].ip_configuration[0].ipv4_enabled
    error_message = "It has no public address."
  }
  assert {
    condition     = google_sql_database_instance.accounts.settings[0].ip_configuration[0].private_network == "projects/example/global/networks/caravan"
    error_message = "It is in our network."
  }
  assert {
    condition     = google_sql_database_instance.accounts.settings[0].ip_configuration[0].ssl_mode == "ENCRYPTED_ONLY"
    error_message = "It takes no connection in the clear."
  }
  assert {
    condition     = google_compute_global_address.services.address == "10.36.32.0" && google_compute_global_address.services.prefix_length == 20
    error_message = "Its addresses are those that network policies name."
  }
}

run "kept" {
  command = plan

  assert {
    condition     = google_sql_database_instance.accounts.deletion_protection && google_sql_database_instance.accounts.settings[0].deletion_protection_enabled
    error_message = "Neither a plan nor the console removes it."
  }
  assert {
    condition = (google_sql_database_instance.accounts.settings[0].backup_configuration[0].enabled &&
    google_sql_database_instance.accounts.settings[0].backup_configuration[0].point_in_time_recovery_enabled)
    error_message = "It can be had back as of any minute of a week."
  }
  assert {
    condition     = google_sql_database.accounts.deletion_policy == "ABANDON"
    error_message = "A plan drops no database."
  }
  assert {
    condition     = google_sql_database_instance.accounts.settings[0].availability_type == "REGIONAL"
    error_message = "Another zone stands by."
  }
}

run "one_zone" {
  command = plan
  variables {
    highly_available = false
  }

  assert {
    condition     = google_sql_database_instance.accounts.settings[0].availability_type == "ZONAL"
    error_message = "Nothing stands by."
  }
}

# Applied, so that there is a state to look into.
run "the_password_is_in_no_state" {
  assert {
    condition     = google_sql_user.caravan.password_wo == null && google_sql_user.caravan.password == null
    error_message = "The state holds no password."
  }
  assert {
    condition     = google_sql_user.caravan.password_wo_version == 1
    error_message = "The state knows which one it was."
  }
}
