# The same interface on several nodes. The ids of nodes need not be consecutive.
locals {
  node_ids = [1, 2, 3, 5]
}

data "netstatus_network_interface_status" "bond0" {
  for_each = { for id in local.node_ids : "node-${id}" => id }

  interface_id = 1
  node_id      = each.value
}

check "all_nodes_are_up" {
  assert {
    condition = alltrue([
      for status in data.netstatus_network_interface_status.bond0 : status.interface_details.interface_status == "UP"
    ])
    error_message = "bond0 is not UP on: ${join(", ", [
      for status in data.netstatus_network_interface_status.bond0 : status.node_name
      if status.interface_details.interface_status != "UP"
    ])}."
  }
}

# The floating addresses, and which node holds them now.
output "floating_addresses" {
  value = merge([
    for status in data.netstatus_network_interface_status.bond0 : {
      for address in flatten(status.network_statuses[*].floating_addresses) : address => status.node_name
    }
  ]...)
}
