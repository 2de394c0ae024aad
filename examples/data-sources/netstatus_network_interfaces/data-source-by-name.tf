data "netstatus_network_interfaces" "all" {
  lifecycle {
    postcondition {
      condition     = length([for one in self.interfaces : one if one.name == "bond0"]) == 1
      error_message = "The cluster has no interface bond0, but: ${join(", ", self.interfaces[*].name)}."
    }
  }
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = one([for one in data.netstatus_network_interfaces.all.interfaces : one.id if one.name == "bond0"])
  node_id      = 1
}

output "bond0" {
  value = data.netstatus_network_interface_status.bond0.interface_details.interface_status
}
