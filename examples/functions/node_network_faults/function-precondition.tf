data "netstatus_nodes" "all" {}

data "netstatus_node_network_statuses" "all" {}

locals {
  faults = flatten([
    for status in data.netstatus_node_network_statuses.all.statuses : provider::netstatus::node_network_faults(status)
  ])
}

# Stands for the upgrade of the cluster. A condition over an empty list holds, so
# count what there is.
resource "terraform_data" "upgrade" {
  input = "7.8.0.1"

  lifecycle {
    precondition {
      condition = (
        length(data.netstatus_node_network_statuses.all.statuses) == length(data.netstatus_nodes.all.nodes)
        && length(local.faults) == 0
      )
      error_message = join("\n", concat(["Not every node is there and well."], local.faults))
    }
  }
}
