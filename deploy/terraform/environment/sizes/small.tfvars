# Some hundred people. Accounts and logs are in the cluster (two lines in deploy/kubernetes/overlays/gke say so): one node each, and with it their pods' zone may take them away
# for minutes; what is confirmed is on disks.
cluster  = { mode = "autopilot" }
postgres = { managed = false }
kafka    = { managed = false }
