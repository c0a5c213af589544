variable "project" {
  type = string
}

variable "region" {
  description = "The control plane and the nodes are in its three zones."
  type        = string
}

variable "name" {
  type = string
}

variable "mode" {
  description = "autopilot: Google runs the nodes, and pods are paid; standard: node pools, which are paid."
  type        = string

  validation {
    condition     = contains(["autopilot", "standard"], var.mode)
    error_message = "mode is autopilot or standard."
  }
}

variable "network" {
  type = string
}

variable "subnet" {
  type = string
}

variable "pods_range_name" {
  type = string
}

variable "services_range_name" {
  type = string
}

variable "pools" {
  description = <<-EOT
    Node pools of the mode standard. Counts are of nodes in each of three zones; dedicated pools take only pods that
    tolerate dedicated=NAME.
  EOT
  type = map(object({
    machine_type = string
    nodes_min    = number
    nodes_max    = number
    dedicated    = optional(bool, false)
  }))
  default = {}
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "deletion_protection" {
  type    = bool
  default = true
}
