output "bucket" {
  value = google_storage_bucket.backups.name
}
