# Cloud SQL for PostgreSQL, reachable inside the network alone, through Google's Auth Proxy.

# Google's own network, where the instance is, is peered with ours and takes its addresses from this range.
resource "google_compute_global_address" "services" {
  project       = var.project
  name          = "${var.name}-services"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  network       = var.network
  address       = cidrhost(var.range, 0)
  prefix_length = tonumber(split("/", var.range)[1])
}

resource "google_service_networking_connection" "services" {
  network                 = var.network
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services.name]
}

resource "google_sql_database_instance" "accounts" {
  #checkov:skip=CKV_GCP_6:encryption is asked for by ssl_mode, which replaced require_ssl
  #checkov:skip=CKV_GCP_79:a new major version is taken when the tests run on it; 17 is kept up by its makers until 2029
  #checkov:skip=CKV_GCP_109:log_min_error_statement stays the server's own: error
  #checkov:skip=CKV_GCP_111:logging every statement would put accounts' names into the log
  #checkov:skip=CKV2_GCP_13:log_duration would log every look-up; what is slow is in the query insights
  project          = var.project
  name             = var.name
  region           = var.region
  database_version = "POSTGRES_17"

  # Terraform's own lock, and below it the one of the API, which also stops the console.
  deletion_protection = var.deletion_protection

  settings {
    tier                        = var.tier
    edition                     = "ENTERPRISE"
    availability_type           = var.highly_available ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = var.disk_gb
    disk_autoresize             = true
    disk_autoresize_limit       = var.disk_gb * 10
    deletion_protection_enabled = var.deletion_protection
    user_labels                 = var.labels

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }
    backup_configuration {
      enabled                        = true
      start_time                     = "01:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7
      backup_retention_settings {
        retained_backups = 30
      }
    }
    maintenance_window {
      day          = 7
      hour         = 2
      update_track = "stable"
    }
    insights_config {
      query_insights_enabled = true
    }

    database_flags {
      name  = "cloudsql.enable_pgaudit"
      value = "on"
    }
    database_flags {
      name  = "log_checkpoints"
      value = "on"
    }
    database_flags {
      name  = "log_connections"
      value = "on"
    }
    database_flags {
      name  = "log_disconnections"
      value = "on"
    }
    database_flags {
      name  = "log_hostname"
      value = "on"
    }
    database_flags {
      name  = "log_lock_waits"
      value = "on"
    }
    database_flags {
      name  = "log_min_duration_statement"
      value = "-1"
    }
    database_flags {
      name  = "log_temp_files"
      value = "0"
    }
  }

  depends_on = [google_service_networking_connection.services]
}

resource "google_sql_database" "accounts" {
  project  = var.project
  name     = "caravan"
  instance = google_sql_database_instance.accounts.name
  charset  = "UTF8"
  # A database with accounts is dropped by a person, not by a plan.
  deletion_policy = "ABANDON"
}

# The password is in nobody's state: Terraform passes it on when its version is another one.
resource "google_sql_user" "caravan" {
  project             = var.project
  name                = "caravan"
  instance            = google_sql_database_instance.accounts.name
  password_wo         = var.password
  password_wo_version = var.password_version
  # PostgreSQL drops no role that owns tables.
  deletion_policy = "ABANDON"
}
