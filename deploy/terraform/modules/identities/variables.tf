variable "project" {
  type = string
}

variable "name" {
  type = string
}

variable "namespace" {
  description = "Of the Kubernetes service accounts."
  type        = string
}

variable "rights" {
  description = "Roles in the project by Kubernetes service account; an empty set is an account whose rights are given elsewhere."
  type        = map(set(string))

  validation {
    condition = alltrue(flatten([
      for roles in values(var.rights) : [for role in roles : !contains(["roles/owner", "roles/editor", "roles/viewer"], role)]
    ]))
    error_message = "The basic roles are rights to everything."
  }
}

variable "signers" {
  description = "Which of them may have tokens signed in their own name."
  type        = set(string)
  default     = []
}
