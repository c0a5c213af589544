output "app_id" {
  value = google_firebase_web_app.caravan.app_id
}

output "api_key" {
  description = "No secret: every browser is given it. The provider marks it as one."
  value       = nonsensitive(google_apikeys_key.web.key_string)
}

output "auth_domain" {
  value = "${var.project}.firebaseapp.com"
}
