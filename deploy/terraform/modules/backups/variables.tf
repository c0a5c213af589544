variable "project" {
  type = string
}

variable "region" {
  type = string
}

variable "bucket" {
  type = string
}

variable "kept_days" {
  description = "Nobody can remove a backup sooner; a week later it goes by itself."
  type        = number
  default     = 30
}

variable "writers" {
  description = "Members of IAM policies that write backups and read them back, by a name of one's own."
  type        = map(string)
}

variable "labels" {
  type    = map(string)
  default = {}
}
