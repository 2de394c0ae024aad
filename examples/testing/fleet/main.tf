# A module that upgrades a cluster only while every node's bond0 is up at full
# speed and the site has an interconnect.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

data "netstatus_network_interfaces" "all" {
  lifecycle {
    postcondition {
      condition     = contains(self.interfaces[*].name, "bond0")
      error_message = "The cluster has no bond0."
    }
  }
}

locals {
  interface_id = one([for one in data.netstatus_network_interfaces.all.interfaces : one.id if one.name == "bond0"])
}

data "netstatus_network_interface_statuses" "bond0" {
  interface_id = local.interface_id
}

data "netstatus_interconnects" "fra" {
  site = "fra"
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input = "7.6.1"

  lifecycle {
    precondition {
      condition = alltrue([
        for status in data.netstatus_network_interface_statuses.bond0.statuses :
        status.interface_details.interface_status == "UP" && status.interface_details.speed >= 100000
      ])
      error_message = "bond0 is not UP at full speed on every node."
    }
    precondition {
      condition     = length(data.netstatus_interconnects.fra.interconnects) > 0
      error_message = "There is no interconnect at the site."
    }
  }
}

output "interface_id" {
  value = local.interface_id
}

output "node_ids" {
  value = data.netstatus_network_interface_statuses.bond0.statuses[*].node_id
}

output "icons" {
  value = data.netstatus_interconnects.fra.interconnects[*].name
}
