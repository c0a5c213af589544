output "enabled" {
  description = "For depends_on: what is made by an API comes after it."
  value       = keys(google_project_service.used)
}
