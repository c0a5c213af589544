variable "project" {
  type = string
}

variable "operators" {
  description = "Members of IAM policies."
  type        = set(string)

  validation {
    condition     = length(setintersection(var.operators, ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "Operators are people that somebody knows."
  }
}
