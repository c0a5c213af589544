# What deploy/kubernetes calls things; the two must agree.
locals {
  name      = "caravan"
  namespace = "caravan"
  labels    = { app = "caravan", environment = var.environment }

  # Parts of one range, so that networks of two environments can be told apart by it. With 10.32.0.0/11: pods 10.32.0.0/14,
  # nodes 10.36.0.0/20, services 10.36.16.0/20, Google's instances 10.36.32.0/20.
  ranges = {
    pods     = cidrsubnet(var.network_range, 3, 0)
    nodes    = cidrsubnet(var.network_range, 9, 64)
    services = cidrsubnet(var.network_range, 9, 65)
    google   = cidrsubnet(var.network_range, 9, 66)
  }

  services = setunion(
    [
      "apikeys.googleapis.com",
      "artifactregistry.googleapis.com",
      "certificatemanager.googleapis.com",
      "cloudresourcemanager.googleapis.com",
      "compute.googleapis.com",
      "container.googleapis.com",
      "dns.googleapis.com",
      "firebase.googleapis.com",
      "firebaserules.googleapis.com",
      "firestore.googleapis.com",
      "iam.googleapis.com",
      "iamcredentials.googleapis.com",
      "identitytoolkit.googleapis.com",
      "monitoring.googleapis.com",
      "secretmanager.googleapis.com",
      "storage.googleapis.com",
    ],
    var.postgres.managed ? ["servicenetworking.googleapis.com", "sqladmin.googleapis.com"] : [],
    var.kafka.managed ? ["managedkafka.googleapis.com"] : [],
    var.budget == null ? [] : ["billingbudgets.googleapis.com"],
  )

  # Which role asks Google for what. The feed is written by publish; auth ends a user's session in it.
  sql   = toset(var.postgres.managed ? ["roles/cloudsql.client"] : [])
  kafka = toset(var.kafka.managed ? ["roles/managedkafka.client"] : [])
  feed  = toset(["roles/datastore.user"])
  rights = {
    auth             = setunion(local.sql, local.feed)
    chat             = setunion(local.sql, local.kafka)
    live             = local.kafka
    fan-out          = local.kafka
    aggregate        = local.kafka
    publish          = setunion(local.sql, local.kafka, local.feed)
    migrate          = local.sql
    external-secrets = []
    backup           = []
  }

  # Artifact Registry asks Docker Hub as a service account of Google's own.
  registry_agents = "gcp-sa-artifactregistry.iam.gserviceaccount.com"

  # The External Secrets Operator reads them for the pods, which ask Google for none themselves.
  secrets = merge(
    { for name in ["caravan-signing-key", "caravan-postgres-password"] :
      name => { readers = { pods = module.identities.members["external-secrets"] } }
    },
    { for name in var.docker_hub_username == null ? [] : ["caravan-docker-hub-token"] :
      name => { readers = { registry = "serviceAccount:service-${data.google_project.this.number}@${local.registry_agents}" } }
    },
  )
}
