# Find the id of bond0.
data "netstatus_network_interfaces" "all" {
  lifecycle {
    postcondition {
      condition     = length([for one in self.interfaces : one if one.name == "bond0"]) == 1
      error_message = "The cluster has no interface bond0, but: ${join(", ", self.interfaces[*].name)}."
    }
  }
}

locals {
  bond0 = one([for one in data.netstatus_network_interfaces.all.interfaces : one if one.name == "bond0"])
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = local.bond0.id
  node_id      = 1
}

output "bond0" {
  value = {
    id     = local.bond0.id
    mode   = local.bond0.bonding_mode
    status = data.netstatus_network_interface_status.bond0.interface_details.interface_status
  }
}

check "jumbo_frames" {
  assert {
    condition     = local.bond0.mtu == 9000
    error_message = "bond0 has an MTU of ${local.bond0.mtu}."
  }
}
