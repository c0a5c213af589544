mock_provider "google" {}

variables {
  project = "example"
  region  = "europe-west1"
  name    = "caravan"
  subnet  = "projects/example/regions/europe-west1/subnetworks/caravan-nodes"
  vcpus   = 3
}

run "in_our_network" {
  command = plan

  assert {
    condition = (google_managed_kafka_cluster.logs.gcp_config[0].access_config[0].network_configs[0].subnet ==
    "projects/example/regions/europe-west1/subnetworks/caravan-nodes")
    error_message = "Clients reach it in our subnet."
  }
  assert {
    condition     = tonumber(google_managed_kafka_cluster.logs.capacity_config[0].memory_bytes) == 12884901888
    error_message = "3 vCPUs have 12 GiB."
  }
  assert {
    condition     = output.brokers == "bootstrap.caravan.europe-west1.managedkafka.example.cloud.goog:9092"
    error_message = "Clients know its name."
  }
}

run "too_small" {
  command = plan
  variables {
    vcpus = 2
  }
  expect_failures = [var.vcpus]
}

run "too_little_memory" {
  command = plan
  variables {
    memory_gib_per_vcpu = 0.5
  }
  expect_failures = [var.memory_gib_per_vcpu]
}
