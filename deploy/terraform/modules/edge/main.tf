# What the Gateway takes by name: an address, a certificate, the versions of TLS, and the outer ring against floods.
resource "google_compute_global_address" "gateway" {
  project      = var.project
  name         = var.name
  address_type = "EXTERNAL"
}

# Google proves the name by a record in its DNS (output dns_record), renews the certificate, and keeps its key.
resource "google_certificate_manager_dns_authorization" "host" {
  project = var.project
  name    = var.name
  domain  = var.host
}

resource "google_certificate_manager_certificate" "host" {
  project = var.project
  name    = var.name

  managed {
    domains            = [var.host]
    dns_authorizations = [google_certificate_manager_dns_authorization.host.id]
  }
}

resource "google_certificate_manager_certificate_map" "gateway" {
  project = var.project
  name    = var.name
}

resource "google_certificate_manager_certificate_map_entry" "host" {
  project      = var.project
  name         = var.name
  map          = google_certificate_manager_certificate_map.gateway.name
  certificates = [google_certificate_manager_certificate.host.id]
  hostname     = var.host
}

resource "google_compute_ssl_policy" "gateway" {
  project         = var.project
  name            = var.name
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"
}

# Caravan's own limits know accounts and what others are made to see; this one knows addresses, and costs no core of ours.
resource "google_compute_security_policy" "gateway" {
  #checkov:skip=CKV_GCP_73:the rule is against a library of Java; nothing behind this address runs it
  project     = var.project
  name        = var.name
  description = "Requests of one address"
  type        = "CLOUD_ARMOR"

  rule {
    description = "No more than this from one address; a socket is one request"
    priority    = 1000
    action      = "throttle"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.requests_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    description = "The rest"
    priority    = 2147483647
    action      = "allow"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }
}
