variable "project" {
  type = string
}

variable "repository" {
  description = "OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.repository))
    error_message = "repository is OWNER/NAME."
  }
}

variable "owner_id" {
  description = "The owner's number at GitHub."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.owner_id))
    error_message = "owner_id is a number."
  }
}

variable "refs" {
  description = "Such as refs/heads/main."
  type        = set(string)

  validation {
    condition = (length(var.refs) > 0 &&
    alltrue([for ref in var.refs : can(regex("^refs/(heads|tags)/[A-Za-z0-9._/-]+$", ref))]))
    error_message = "refs are whole names, such as refs/heads/main."
  }
}

variable "environment" {
  description = "The environment in GitHub."
  type        = string
}
