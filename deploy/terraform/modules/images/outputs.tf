output "docker_hub" {
  description = "What replaces docker.io in an image's name."
  value = join("/", [
    "${google_artifact_registry_repository.docker_hub.location}-docker.pkg.dev",
    google_artifact_registry_repository.docker_hub.project,
    google_artifact_registry_repository.docker_hub.repository_id,
  ])
}
