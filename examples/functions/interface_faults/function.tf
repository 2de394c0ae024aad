terraform {
  required_version = ">= 1.8"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

locals {
  faults = provider::netstatus::interface_faults(
    data.netstatus_network_interface_status.bond0
  )
}

check "link" {
  assert {
    condition     = length(local.faults) == 0
    error_message = join(" ", local.faults)
  }
}
