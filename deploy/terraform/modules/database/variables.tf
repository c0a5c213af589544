variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "network" {
  type = string
}

variable "range" {
  description = "Addresses of Google's network in which the instance is, such as 10.64.0.0/20."
  type        = string
}

variable "tier" {
  description = "db-custom-CORES-MEGABYTES."
  type        = string
}

variable "disk_gb" {
  description = "At first; it grows by itself, up to ten times as much."
  type        = number
}

variable "highly_available" {
  description = "Whether a second instance stands by in another zone."
  type        = bool
}

variable "password" {
  description = "Of the user caravan."
  type        = string
  ephemeral   = true
  sensitive   = true
}

variable "password_version" {
  type = number
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "deletion_protection" {
  type    = bool
  default = true
}
