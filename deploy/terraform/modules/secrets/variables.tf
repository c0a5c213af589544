variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "secrets" {
  description = "By name; readers are members of IAM policies by a name of one's own."
  type        = map(object({ readers = map(string) }))
}

variable "labels" {
  type    = map(string)
  default = {}
}

variable "deletion_protection" {
  type    = bool
  default = true
}
