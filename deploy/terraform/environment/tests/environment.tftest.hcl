mock_provider "google" {
  override_during = plan
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/example-project/serviceAccounts/mocked@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:mocked@example-project.iam.gserviceaccount.com"
    }
  }
  mock_resource "google_compute_global_address" {
    defaults = { address = "203.0.113.7" }
  }
  mock_resource "google_sql_database_instance" {
    defaults = { connection_name = "example-project:europe-west1:caravan" }
  }
  mock_resource "google_apikeys_key" {
    defaults = { key_string = "key-of-the-web-ui" }
  }
  mock_resource "google_certificate_manager_dns_authorization" {
    defaults = {
      dns_resource_record = [{ name = "_acme-challenge.chat.example.org.", type = "CNAME", data = "authorize.certificatemanager.goog." }]
    }
  }
}

mock_provider "google-beta" {
  override_during = plan
  mock_resource "google_firebase_web_app" {
    defaults = { app_id = "1:123456789012:web:abc" }
  }
}

variables {
  project           = "example-project"
  environment       = "production"
  host              = "chat.example.org"
  cluster           = { mode = "autopilot" }
  postgres          = { managed = true }
  kafka             = { managed = true }
  postgres_password = "a password that only this test knows"
}

run "managed_stores" {
  command = plan

  assert {
    condition     = length(module.database) == 1 && length(module.kafka) == 1
    error_message = "Google runs the stores."
  }
  assert {
    condition = output.installation == join("", [
      "ADDRESS=203.0.113.7\n",
      "BACKUPS=gs://example-project-caravan-backups\n",
      "CLUSTER=caravan\n",
      "DOCKER_HUB=europe-west1-docker.pkg.dev/example-project/docker-hub\n",
      "FIREBASE_API_KEY=key-of-the-web-ui\n",
      "FIREBASE_APP_ID=1:123456789012:web:abc\n",
      "GOOGLEAPIS_NETWORK=199.36.153.8/30\n",
      "HOST=chat.example.org\n",
      "KAFKA_BROKERS=bootstrap.caravan.europe-west1.managedkafka.example-project.cloud.goog:9092\n",
      "KAFKA_NETWORK=10.36.0.0/20\n",
      "LOCATION=europe-west1\n",
      "PROJECT=example-project\n",
      "SERVICE_ACCOUNTS=example-project.iam.gserviceaccount.com\n",
      "SQL_INSTANCE=example-project:europe-west1:caravan\n",
      "SQL_NETWORK=10.36.32.0/20\n",
    ])
    error_message = "The overlay gke is told all that it asks for."
  }
  assert {
    condition     = local.rights.auth == toset(["roles/cloudsql.client", "roles/datastore.user"])
    error_message = "Auth reads accounts, and ends sessions in the feed."
  }
  assert {
    condition     = local.rights.live == toset(["roles/managedkafka.client"])
    error_message = "Live reads the log, and nothing else of Google's."
  }
  assert {
    condition     = google_secret_manager_secret_version.postgres_password[0].secret_data == null
    error_message = "The password goes where no state is."
  }
}

run "stores_in_the_cluster" {
  command = plan
  variables {
    cluster = {
      mode  = "standard"
      pools = { caravan = { machine_type = "e2-standard-4", nodes_min = 1, nodes_max = 4 } }
    }
    postgres          = { managed = false }
    kafka             = { managed = false }
    postgres_password = null
  }

  assert {
    condition     = length(module.database) == 0 && length(module.kafka) == 0 && length(google_secret_manager_secret_version.postgres_password) == 0
    error_message = "Google runs no store."
  }
  assert {
    condition     = length(regexall("SQL_|KAFKA_", output.installation)) == 0
    error_message = "Nothing is said of what is not there."
  }
  assert {
    condition     = length(local.rights.live) == 0 && local.rights.auth == toset(["roles/datastore.user"])
    error_message = "Nobody has rights on what is not there."
  }
  assert {
    condition     = length(setintersection(local.services, ["sqladmin.googleapis.com", "managedkafka.googleapis.com"])) == 0
    error_message = "What is not used is not enabled."
  }
}

run "pulls_from_docker_hub_as_a_user" {
  command = plan
  variables {
    docker_hub_username = "caravanchat"
  }

  assert {
    condition     = keys(local.secrets) == ["caravan-docker-hub-token", "caravan-postgres-password", "caravan-signing-key"]
    error_message = "The user's token has a place."
  }
  assert {
    condition     = keys(local.secrets.caravan-docker-hub-token.readers) == ["registry"]
    error_message = "The registry reads it, and no pod."
  }
}

run "budget" {
  command = plan
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 500, mail = ["ops@example.org"] }
  }

  assert {
    condition     = length(module.budget) == 1
    error_message = "Somebody is told."
  }
}

run "ranges_do_not_meet" {
  command = plan
  variables {
    network_range = "10.96.0.0/11"
  }

  assert {
    condition     = local.ranges == { pods = "10.96.0.0/14", nodes = "10.100.0.0/20", services = "10.100.16.0/20", google = "10.100.32.0/20" }
    error_message = "Each part of the network has its own addresses."
  }
}

run "keda_reads_metrics" {
  command = plan

  assert {
    condition     = google_project_iam_member.keda.role == "roles/monitoring.viewer" && endswith(google_project_iam_member.keda.member, "/workloadIdentityPools/example-project.svc.id.goog/subject/ns/keda/sa/keda-operator")
    error_message = "KEDA's own account reads metrics, and no more."
  }
}

run "short_password" {
  command = plan
  variables {
    postgres_password = "secret"
  }
  expect_failures = [var.postgres_password]
}

run "standard_without_nodes" {
  command = plan
  variables {
    cluster = { mode = "standard" }
  }
  expect_failures = [var.cluster]
}

run "not_a_name" {
  command = plan
  variables {
    host = "https://chat.example.org/"
  }
  expect_failures = [var.host]
}

run "too_small_a_network" {
  command = plan
  variables {
    network_range = "10.0.0.0/16"
  }
  expect_failures = [var.network_range]
}
