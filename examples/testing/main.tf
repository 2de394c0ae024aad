# A module that moves traffic to an interconnect and a storage node, and does so
# only while both links are good.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
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
  link_faults  = provider::netstatus::interconnect_faults(data.netstatus_interconnect_status.link)
  bond0_faults = provider::netstatus::interface_faults(data.netstatus_network_interface_status.bond0)
}

# Stands for what moves the traffic.
resource "terraform_data" "cut_over" {
  input = data.netstatus_network_interface_status.bond0.network_statuses[*].address

  lifecycle {
    precondition {
      condition     = length(local.link_faults) == 0
      error_message = join(" ", local.link_faults)
    }
    precondition {
      condition     = length(local.bond0_faults) == 0
      error_message = join(" ", local.bond0_faults)
    }
  }
}

output "link" {
  value = data.netstatus_interconnect_status.link
}

output "bond0" {
  value = data.netstatus_network_interface_status.bond0
}
