data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

locals {
  faults = flatten([
    for status in data.netstatus_network_interface_statuses.bond0.statuses : provider::netstatus::interface_faults(status)
  ])
}

# Stands for the upgrade of the cluster. A condition over an empty list holds, so
# count what there is.
resource "terraform_data" "upgrade" {
  input = "7.6.1"

  lifecycle {
    precondition {
      condition     = length(data.netstatus_network_interface_statuses.bond0.statuses) == 4 && length(local.faults) == 0
      error_message = "4 nodes have to be good. ${join("\n", local.faults)}"
    }
  }
}
