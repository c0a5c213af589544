variable "project" {
  type = string
}

variable "name" {
  type = string
}

variable "host" {
  description = "The name under which users reach Caravan."
  type        = string
}

variable "requests_per_minute" {
  description = "Of one address: an office or a mobile network may be behind it."
  type        = number
  default     = 6000
}
