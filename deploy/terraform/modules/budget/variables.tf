variable "project" {
  type = string
}

variable "project_number" {
  type = string
}

variable "name" {
  type = string
}

variable "billing_account" {
  description = "Such as 012345-6789AB-CDEF01."
  type        = string
}

variable "amount" {
  description = "Of a month, in whole units of the currency."
  type        = number
}

variable "currency" {
  description = "That of the billing account."
  type        = string
}

variable "mail" {
  description = "Who is told, beside the billing account's administrators."
  type        = set(string)
}
