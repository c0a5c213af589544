variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "subnet" {
  description = "Where clients reach the brokers: projects/…/regions/…/subnetworks/…"
  type        = string
}

variable "vcpus" {
  description = "Of all brokers together."
  type        = number

  validation {
    condition     = var.vcpus >= 3
    error_message = "The service has no cluster of less than 3 vCPUs."
  }
}

variable "memory_gib_per_vcpu" {
  type    = number
  default = 4

  validation {
    condition     = var.memory_gib_per_vcpu >= 1 && var.memory_gib_per_vcpu <= 8
    error_message = "The service takes 1 to 8 GiB for each vCPU."
  }
}

variable "labels" {
  type    = map(string)
  default = {}
}
