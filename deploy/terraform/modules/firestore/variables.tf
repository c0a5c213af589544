variable "project" {
  type = string
}

variable "name" {
  description = "Of the database."
  type        = string
  default     = "(default)"
}

variable "location" {
  description = "A region, or a multi-region such as eur3, for good."
  type        = string
}

variable "deletion_protection" {
  type    = bool
  default = true
}
