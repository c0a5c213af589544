# Some hundred thousand people. Nodes of one's own are cheaper than Autopilot's pods once they are full.
cluster = {
  mode = "standard"
  pools = {
    caravan = { machine_type = "e2-standard-8", nodes_min = 2, nodes_max = 8 }
  }
}
postgres = { managed = true, tier = "db-custom-4-15360", disk_gb = 100, highly_available = true }
kafka    = { managed = true, vcpus = 12, memory_gib_per_vcpu = 4 }
