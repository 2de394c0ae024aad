terraform {
  required_version = ">= 1.8"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
data "netstatus_node_network_status" "node" {
  node_id = 1
}

locals {
  faults = provider::netstatus::node_network_faults(
    data.netstatus_node_network_status.node
  )
}

check "link" {
  assert {
    condition     = length(local.faults) == 0
    error_message = join(" ", local.faults)
  }
}
