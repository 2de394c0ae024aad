data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 2

  lifecycle {
    postcondition {
      condition     = self.update_status == "CHANGES_APPLIED"
      error_message = "Node ${self.node_name} is still applying a network change."
    }
  }
}

locals {
  bond0 = data.netstatus_network_interface_status.bond0
}

# Stands for the NFS mounts that move to this node.
resource "terraform_data" "mounts" {
  input = local.bond0.network_statuses[0].address

  lifecycle {
    precondition {
      condition     = local.bond0.interface_details.cable_status == "CONNECTED" && local.bond0.interface_details.interface_status == "UP"
      error_message = "bond0 of ${local.bond0.node_name} is ${local.bond0.interface_details.interface_status}, its cable ${local.bond0.interface_details.cable_status}."
    }
  }
}

check "bond0_has_all_members" {
  assert {
    condition     = local.bond0.interface_details.speed >= 100000
    error_message = "bond0 of ${local.bond0.node_name} runs at ${local.bond0.interface_details.speed} Mbps: it has lost a member."
  }
}
