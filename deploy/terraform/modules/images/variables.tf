variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "readers" {
  description = "Members of IAM policies that may pull, by a name of one's own."
  type        = map(string)
}

variable "docker_hub_username" {
  description = "Null: pulls from Docker Hub are anonymous, which it limits by address."
  type        = string
  default     = null
}

variable "docker_hub_token_secret" {
  description = "The id of the secret with that user's access token; needed with docker_hub_username."
  type        = string
  default     = null

  validation {
    condition     = var.docker_hub_username == null || var.docker_hub_token_secret != null
    error_message = "docker_hub_username needs docker_hub_token_secret."
  }
}

variable "labels" {
  type    = map(string)
  default = {}
}
