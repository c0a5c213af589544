variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "nodes_range" {
  description = "Addresses of nodes, of the balancer's way to Kafka, and of what else is in the subnet."
  type        = string
}

variable "pods_range" {
  type = string
}

variable "services_range" {
  type = string
}
