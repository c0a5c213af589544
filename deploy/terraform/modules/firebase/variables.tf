variable "project" {
  type = string
}

variable "name" {
  type = string
}

variable "hosts" {
  description = "Where the web UI is."
  type        = list(string)
}
