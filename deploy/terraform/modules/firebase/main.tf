# What the web UI needs to sign in to Firebase with the tokens that the role auth gives out.
resource "google_firebase_project" "caravan" {
  provider = google-beta
  project  = var.project
}

# Sign-in itself: custom tokens need no provider of identities.
resource "google_identity_platform_config" "caravan" {
  project            = var.project
  authorized_domains = var.hosts

  # Accounts are Caravan's: nobody signs up here by himself.
  sign_in {
    allow_duplicate_emails = false
    anonymous {
      enabled = false
    }
    email {
      enabled           = false
      password_required = true
    }
  }

  depends_on = [google_firebase_project.caravan]
}

# Every browser is given the key. It names the project, and is good for these services and from these pages alone.
resource "google_apikeys_key" "web" {
  project      = var.project
  name         = "${var.name}-web"
  display_name = "Caravan's web UI"

  restrictions {
    dynamic "api_targets" {
      for_each = toset(["firestore.googleapis.com", "identitytoolkit.googleapis.com", "securetoken.googleapis.com"])
      content {
        service = api_targets.value
      }
    }
    browser_key_restrictions {
      allowed_referrers = [for host in var.hosts : "https://${host}/*"]
    }
  }
}

resource "google_firebase_web_app" "caravan" {
  provider        = google-beta
  project         = var.project
  display_name    = "Caravan"
  api_key_id      = google_apikeys_key.web.uid
  deletion_policy = "DELETE"

  depends_on = [google_firebase_project.caravan]
}
