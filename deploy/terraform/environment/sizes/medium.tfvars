# Some ten thousand people. Any zone may fail.
cluster  = { mode = "autopilot" }
postgres = { managed = true, tier = "db-custom-1-3840", disk_gb = 20, highly_available = true }
kafka    = { managed = true, vcpus = 3 }
