variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "bucket" {
  type = string
}

variable "writers" {
  description = "Members of IAM policies by a name of one's own."
  type        = map(string)
}

variable "labels" {
  type    = map(string)
  default = {}
}
