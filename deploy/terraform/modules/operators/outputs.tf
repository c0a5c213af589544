output "email" {
  value = google_service_account.infrastructure.email
}

output "member" {
  value = google_service_account.infrastructure.member
}
