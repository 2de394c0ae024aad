variable "nodes" {
  description = "How many nodes the cluster has."
  type        = number
  default     = 4
}

# Every node is there and online. What is offline is named.
ephemeral "netstatus_nodes" "all" {
  expect {
    node_status = ["online"]
    min_count   = var.nodes
  }
  timeouts { open = "30m" }
}

# bond0 of every node is cabled and up, and none has lost a member or has another MTU.
ephemeral "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    same             = ["speed", "mtu"]
    min_count        = var.nodes
  }
  timeouts { open = "10m" }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [ephemeral.netstatus_nodes.all, ephemeral.netstatus_network_interface_statuses.bond0]
}
