output "address" {
  value = google_compute_global_address.gateway.address
}

output "address_name" {
  value = google_compute_global_address.gateway.name
}

output "certificate_map" {
  value = google_certificate_manager_certificate_map.gateway.name
}

output "security_policy" {
  value = google_compute_security_policy.gateway.name
}

output "ssl_policy" {
  value = google_compute_ssl_policy.gateway.name
}

output "dns_record" {
  description = "The record that proves to Google that the name is ours; it stays for as long as certificates are renewed."
  value       = one(google_certificate_manager_dns_authorization.host.dns_resource_record)
}
