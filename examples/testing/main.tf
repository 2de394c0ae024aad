# A module with a precondition on two statuses.

terraform {
  required_version = ">= 1.8"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

data "netstatus_interconnect_status" "link" {
  icon = "icon-fra-1"
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

locals {
  link  = data.netstatus_interconnect_status.link
  bond0 = data.netstatus_network_interface_status.bond0
  faults = concat(
    provider::netstatus::interconnect_faults(local.link),
    provider::netstatus::interface_faults(local.bond0),
  )
}

resource "terraform_data" "cut_over" {
  input = local.bond0.network_statuses[*].address

  lifecycle {
    precondition {
      condition     = length(local.faults) == 0
      error_message = join(" ", local.faults)
    }
  }
}
