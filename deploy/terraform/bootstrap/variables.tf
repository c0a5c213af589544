variable "project" {
  description = "The id of a Google Cloud project with billing, of this environment alone."
  type        = string
}

variable "region" {
  type    = string
  default = "europe-west1"
}

variable "environment" {
  description = "The name of the environment, which is also that of the environment in GitHub whose rules gate a deployment."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,20}$", var.environment))
    error_message = "environment is a short name of small letters, digits and dashes."
  }
}

variable "github_repository" {
  description = "OWNER/NAME."
  type        = string
}

variable "github_owner_id" {
  description = "The owner's number (api.github.com/users/OWNER): names can be given up and taken by others, numbers cannot."
  type        = string
}

variable "github_refs" {
  description = "What may be deployed from."
  type        = set(string)
  default     = ["refs/heads/main"]
}

variable "operators" {
  description = "Who may apply `environment`, as members of IAM policies: user:…, group:…"
  type        = set(string)
}
