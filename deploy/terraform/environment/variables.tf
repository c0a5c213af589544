variable "project" {
  description = "The id of a Google Cloud project that bootstrap was applied to."
  type        = string
}

variable "environment" {
  description = "As in bootstrap."
  type        = string
}

variable "region" {
  type    = string
  default = "europe-west1"
}

variable "host" {
  description = "The name under which users reach Caravan, such as chat.example.org."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.host))
    error_message = "host is a name of DNS in small letters."
  }
}

variable "network_range" {
  description = "Private addresses that nothing connected uses: a /11."
  type        = string
  default     = "10.32.0.0/11"

  validation {
    condition     = can(cidrnetmask(var.network_range)) && try(split("/", var.network_range)[1] == "11", false)
    error_message = "network_range is a range of IPv4 addresses with the length 11."
  }
}

variable "cluster" {
  description = "modules/cluster says what its mode and its pools are; the sizes in sizes/ have both."
  type = object({
    mode = string
    pools = optional(map(object({
      machine_type = string
      nodes_min    = number
      nodes_max    = number
      dedicated    = optional(bool, false)
    })), {})
  })

  validation {
    condition     = var.cluster.mode != "standard" || length(var.cluster.pools) > 0
    error_message = "A standard cluster has node pools."
  }
}

variable "postgres" {
  description = "Accounts: Cloud SQL when managed; else the Kubernetes files bring PostgreSQL."
  type = object({
    managed          = bool
    tier             = optional(string, "db-custom-1-3840")
    disk_gb          = optional(number, 20)
    highly_available = optional(bool, true)
  })
}

variable "postgres_password" {
  description = "Of Cloud SQL's user caravan: given when postgres_password_version is another one, and kept nowhere by Terraform."
  type        = string
  ephemeral   = true
  sensitive   = true
  default     = null

  validation {
    condition     = var.postgres_password == null || try(length(var.postgres_password) >= 32, false)
    error_message = "postgres_password has 32 characters or more."
  }
}

variable "postgres_password_version" {
  description = "One more than before is another password."
  type        = number
  default     = 1
}

variable "kafka" {
  description = "Logs: Managed Service for Apache Kafka when managed; else the Kubernetes files bring Kafka."
  type = object({
    managed             = bool
    vcpus               = optional(number, 3)
    memory_gib_per_vcpu = optional(number, 4)
  })
}

variable "firestore_location" {
  description = "Where the feed is, for good; null is the region. eur3 and nam5 are multi-regions, at twice the price."
  type        = string
  default     = null
}

variable "docker_hub_username" {
  description = "Whose pulls those from Docker Hub are; null is nobody's."
  type        = string
  default     = null
}

variable "requests_per_minute" {
  description = "Of one address, before the balancer answers 429."
  type        = number
  default     = 6000
}

variable "budget" {
  description = "Who is told when a month becomes dear; null is nobody."
  type = object({
    billing_account = string
    amount          = number
    currency        = optional(string, "USD")
    mail            = set(string)
  })
  default = null
}

variable "deletion_protection" {
  description = "False only before an environment is taken down; docs in README.md."
  type        = bool
  default     = true
}
