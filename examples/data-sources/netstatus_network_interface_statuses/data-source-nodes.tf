# Find a status by its node.
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1

  lifecycle {
    postcondition {
      condition     = length(self.statuses) == 4
      error_message = "The cluster has 4 nodes, and ${length(self.statuses)} of them answer."
    }
  }
}

locals {
  by_node = { for status in data.netstatus_network_interface_statuses.bond0.statuses : status.node_id => status }
}

output "replication_address_of_node_5" {
  value = one([for network in local.by_node[5].network_statuses : network.address if network.name == "Replication"])
}

check "changes_are_applied" {
  assert {
    condition     = alltrue([for status in local.by_node : status.update_status == "CHANGES_APPLIED"])
    error_message = "Still applying a network change: ${join(", ", [for status in local.by_node : status.node_name if status.update_status != "CHANGES_APPLIED"])}."
  }
}
