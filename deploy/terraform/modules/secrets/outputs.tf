output "ids" {
  description = "projects/…/secrets/… by name."
  value       = { for name, secret in google_secret_manager_secret.secret : name => secret.id }
}
