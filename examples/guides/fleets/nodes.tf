data "netstatus_network_interfaces" "all" {}

locals {
  interface_ids = { for interface in data.netstatus_network_interfaces.all.interfaces : interface.name => interface.id }
}

data "netstatus_network_interface_statuses" "bond0" {
  interface_id = local.interface_ids["bond0"]
}

locals {
  faults = {
    for status in data.netstatus_network_interface_statuses.bond0.statuses :
    "node ${status.node_id}" => provider::netstatus::interface_faults(status)
  }
  slow_nodes = [
    for status in data.netstatus_network_interface_statuses.bond0.statuses :
    status.node_id if try(status.interface_details.speed < 100000, true)
  ]
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input = "7.6.1"

  lifecycle {
    precondition {
      condition     = alltrue([for sentences in local.faults : length(sentences) == 0])
      error_message = join("\n", [for node, sentences in local.faults : "${node}: ${join(" ", sentences)}" if length(sentences) > 0])
    }
    precondition {
      condition     = length(local.slow_nodes) == 0
      error_message = "A member of the bond is missing on the nodes ${join(", ", local.slow_nodes)}."
    }
  }
}
