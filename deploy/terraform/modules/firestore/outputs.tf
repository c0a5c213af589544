output "database" {
  value = google_firestore_database.feed.name
}
