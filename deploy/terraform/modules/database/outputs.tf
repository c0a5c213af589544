output "connection_name" {
  description = "PROJECT:REGION:INSTANCE, for the Auth Proxy."
  value       = google_sql_database_instance.accounts.connection_name
}

output "range" {
  value = var.range
}
