mock_provider "google" {}

variables {
  project = "example"
  region  = "europe-west1"
  name    = "docker-hub"
  readers = { nodes = "serviceAccount:nodes@example.iam.gserviceaccount.com" }
}

run "anonymous" {
  command = plan

  assert {
    condition     = google_artifact_registry_repository.docker_hub.mode == "REMOTE_REPOSITORY"
    error_message = "It is a view of another registry."
  }
  assert {
    condition     = google_artifact_registry_repository.docker_hub.remote_repository_config[0].docker_repository[0].public_repository == "DOCKER_HUB"
    error_message = "The other registry is Docker Hub."
  }
  assert {
    condition     = length(google_artifact_registry_repository.docker_hub.remote_repository_config[0].upstream_credentials) == 0
    error_message = "Nobody's name is used."
  }
  assert {
    condition     = [for reader in google_artifact_registry_repository_iam_member.readers : reader.role] == ["roles/artifactregistry.reader"]
    error_message = "Nodes read, and no more."
  }
  assert {
    condition     = output.docker_hub == "europe-west1-docker.pkg.dev/example/docker-hub"
    error_message = "Images have a name."
  }
}

run "as_a_user" {
  command = plan
  variables {
    docker_hub_username     = "caravanchat"
    docker_hub_token_secret = "projects/example/secrets/caravan-docker-hub-token"
  }

  assert {
    condition = anytrue([
      for credentials in google_artifact_registry_repository.docker_hub.remote_repository_config[0].upstream_credentials :
      one(credentials.username_password_credentials).password_secret_version == "projects/example/secrets/caravan-docker-hub-token/versions/latest"
    ])
    error_message = "The token is named, and is in the secret alone."
  }
}

run "as_a_user_without_a_token" {
  command = plan
  variables {
    docker_hub_username = "caravanchat"
  }
  expect_failures = [var.docker_hub_token_secret]
}
