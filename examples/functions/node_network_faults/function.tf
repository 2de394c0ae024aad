data "netstatus_node_network_statuses" "all" {}

locals {
  # Sentences, each of which names its node; none where all is well.
  faults = flatten([
    for status in data.netstatus_node_network_statuses.all.statuses : provider::netstatus::node_network_faults(status)
  ])
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input = "7.8.0.1"

  lifecycle {
    precondition {
      condition     = length(local.faults) == 0 && length(data.netstatus_node_network_statuses.all.statuses) > 0
      error_message = join("\n", concat(["Not every node is well."], local.faults))
    }
  }
}
