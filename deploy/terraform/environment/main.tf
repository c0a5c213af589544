# Everything an installation needs of Google Cloud, up to where the Kubernetes files take over (deploy/kubernetes/overlays/gke).

provider "google" {
  project = var.project
  region  = var.region
  # Some APIs bill a call to the project that the credentials belong to; they are people's.
  billing_project       = var.project
  user_project_override = true
}

provider "google-beta" {
  project               = var.project
  region                = var.region
  billing_project       = var.project
  user_project_override = true
}

data "google_project" "this" {
  project_id = var.project
}

module "services" {
  source   = "../modules/services"
  project  = var.project
  services = local.services
}

module "network" {
  source         = "../modules/network"
  project        = var.project
  region         = var.region
  name           = local.name
  nodes_range    = local.ranges.nodes
  pods_range     = local.ranges.pods
  services_range = local.ranges.services

  depends_on = [module.services]
}

module "cluster" {
  source              = "../modules/cluster"
  project             = var.project
  region              = var.region
  name                = local.name
  mode                = var.cluster.mode
  network             = module.network.network
  subnet              = module.network.subnet
  pods_range_name     = module.network.pods_range_name
  services_range_name = module.network.services_range_name
  pools               = var.cluster.pools
  labels              = local.labels
  deletion_protection = var.deletion_protection
}

module "images" {
  source                  = "../modules/images"
  project                 = var.project
  region                  = var.region
  name                    = "docker-hub"
  readers                 = { nodes = module.cluster.nodes_account }
  docker_hub_username     = var.docker_hub_username
  docker_hub_token_secret = lookup(module.secrets.ids, "caravan-docker-hub-token", null)
  labels                  = local.labels
}

module "database" {
  source              = "../modules/database"
  count               = var.postgres.managed ? 1 : 0
  project             = var.project
  region              = var.region
  name                = local.name
  network             = module.network.network
  range               = local.ranges.google
  tier                = var.postgres.tier
  disk_gb             = var.postgres.disk_gb
  highly_available    = var.postgres.highly_available
  password            = var.postgres_password
  password_version    = var.postgres_password_version
  labels              = local.labels
  deletion_protection = var.deletion_protection

  depends_on = [module.services]
}

# The same password, for the pods. Version and value go together: another version is another value.
resource "google_secret_manager_secret_version" "postgres_password" {
  count = var.postgres.managed ? 1 : 0

  secret                 = module.secrets.ids["caravan-postgres-password"]
  secret_data_wo         = var.postgres_password
  secret_data_wo_version = var.postgres_password_version
  # The one before is still what pods have that were not started anew.
  deletion_policy = "ABANDON"
}

module "kafka" {
  source              = "../modules/kafka"
  count               = var.kafka.managed ? 1 : 0
  project             = var.project
  region              = var.region
  name                = local.name
  subnet              = module.network.subnet
  vcpus               = var.kafka.vcpus
  memory_gib_per_vcpu = var.kafka.memory_gib_per_vcpu
  labels              = local.labels

  depends_on = [module.services]
}

module "firestore" {
  source              = "../modules/firestore"
  project             = var.project
  location            = coalesce(var.firestore_location, var.region)
  deletion_protection = var.deletion_protection

  # Rules are Firebase's: the project must be one of its.
  depends_on = [module.services, module.firebase]
}

module "firebase" {
  source  = "../modules/firebase"
  project = var.project
  name    = local.name
  hosts   = [var.host]

  depends_on = [module.services]
}

module "identities" {
  source    = "../modules/identities"
  project   = var.project
  name      = local.name
  namespace = local.namespace
  rights    = local.rights
  signers   = ["auth"]

  # Workload identities are known once there is a cluster with them.
  depends_on = [module.cluster]
}

module "secrets" {
  source  = "../modules/secrets"
  project = var.project
  region  = var.region
  secrets = local.secrets
  labels  = local.labels

  deletion_protection = var.deletion_protection
}

module "backups" {
  source  = "../modules/backups"
  project = var.project
  region  = var.region
  bucket  = "${var.project}-caravan-backups"
  writers = { backup = module.identities.members["backup"] }
  labels  = local.labels
}

module "edge" {
  source              = "../modules/edge"
  project             = var.project
  name                = local.name
  host                = var.host
  requests_per_minute = var.requests_per_minute

  depends_on = [module.services]
}

module "budget" {
  source          = "../modules/budget"
  count           = var.budget == null ? 0 : 1
  project         = var.project
  project_number  = data.google_project.this.number
  name            = local.name
  billing_account = var.budget.billing_account
  amount          = var.budget.amount
  currency        = var.budget.currency
  mail            = var.budget.mail

  depends_on = [module.services]
}

# KEDA asks Managed Prometheus for lag and sockets. Its service account is its own chart's, so it is named and not annotated.
resource "google_project_iam_member" "keda" {
  project = var.project
  role    = "roles/monitoring.viewer"
  member = join("", [
    "principal://iam.googleapis.com/projects/${data.google_project.this.number}/locations/global/workloadIdentityPools/",
    "${var.project}.svc.id.goog/subject/ns/keda/sa/keda-operator",
  ])

  depends_on = [module.cluster]
}
