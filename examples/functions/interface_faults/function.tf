data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

locals {
  # A list of sentences for each node, empty where all is well.
  faults = {
    for status in data.netstatus_network_interface_statuses.bond0.statuses :
    status.node_name => provider::netstatus::interface_faults(status)
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input = "7.6.1"

  lifecycle {
    precondition {
      condition     = alltrue([for sentences in local.faults : length(sentences) == 0])
      error_message = join("\n", [for node, sentences in local.faults : "${node}: ${join(" ", sentences)}" if length(sentences) > 0])
    }
  }
}
