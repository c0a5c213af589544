mock_provider "google" {}
mock_provider "google-beta" {}

variables {
  project = "example"
  name    = "caravan"
  hosts   = ["chat.example.org"]
}

run "the_key_is_good_for_little" {
  command = plan

  assert {
    condition = ([for target in google_apikeys_key.web.restrictions[0].api_targets : target.service] ==
    ["firestore.googleapis.com", "identitytoolkit.googleapis.com", "securetoken.googleapis.com"])
    error_message = "The key opens these services alone."
  }
  assert {
    condition     = google_apikeys_key.web.restrictions[0].browser_key_restrictions[0].allowed_referrers == tolist(["https://chat.example.org/*"])
    error_message = "The key is good on our pages alone."
  }
}

run "nobody_signs_up_by_himself" {
  command = plan

  assert {
    condition     = !google_identity_platform_config.caravan.sign_in[0].anonymous[0].enabled && !google_identity_platform_config.caravan.sign_in[0].email[0].enabled
    error_message = "Firebase lets in only whom Caravan gave a token."
  }
}
