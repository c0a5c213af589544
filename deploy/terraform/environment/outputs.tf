output "installation" {
  description = "What deploy/kubernetes/overlays/gke is told, in its file installation.env."
  value = join("", [for name, value in {
    PROJECT            = var.project
    LOCATION           = module.cluster.location
    CLUSTER            = module.cluster.name
    HOST               = var.host
    ADDRESS            = module.edge.address
    SERVICE_ACCOUNTS   = module.identities.suffix
    SQL_INSTANCE       = one(module.database[*].connection_name)
    SQL_NETWORK        = one(module.database[*].range)
    KAFKA_BROKERS      = one(module.kafka[*].brokers)
    KAFKA_NETWORK      = var.kafka.managed ? module.network.nodes_range : null
    GOOGLEAPIS_NETWORK = module.network.googleapis_range
    FIREBASE_API_KEY   = module.firebase.api_key
    FIREBASE_APP_ID    = module.firebase.app_id
    DOCKER_HUB         = module.images.docker_hub
    BACKUPS            = "gs://${module.backups.bucket}"
  } : value == null ? "" : "${name}=${value}\n"])
}

output "github_variables" {
  description = "More variables of the environment in GitHub; the output installation is one of them, as INSTALLATION."
  value = {
    GKE_CLUSTER  = module.cluster.name
    GKE_LOCATION = module.cluster.location
  }
}

output "dns_records" {
  description = "What the owner of the name adds to its DNS: the way here, and the proof that Google asks for a certificate."
  value = [
    { name = "${var.host}.", type = "A", data = module.edge.address },
    module.edge.dns_record,
  ]
}

output "gateway" {
  description = "What the Gateway and its policies take by name."
  value = {
    address         = module.edge.address_name
    certificate_map = module.edge.certificate_map
    security_policy = module.edge.security_policy
    ssl_policy      = module.edge.ssl_policy
  }
}
