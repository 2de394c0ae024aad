terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

output "nodes" {
  value = data.netstatus_network_interface_statuses.bond0.statuses[*].node_name
}
