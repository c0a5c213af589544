variable "project" {
  type = string
}

variable "services" {
  description = "Names such as container.googleapis.com."
  type        = set(string)
}
