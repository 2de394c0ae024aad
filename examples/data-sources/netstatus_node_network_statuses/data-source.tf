terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
data "netstatus_node_network_statuses" "all" {}

output "nodes" {
  value = data.netstatus_node_network_statuses.all.statuses[*].node_name
}
