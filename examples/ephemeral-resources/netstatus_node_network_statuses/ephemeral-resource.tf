# All nodes must be there and up before the upgrade, when the plan is made and again
# when it is applied.
data "netstatus_nodes" "all" {}

ephemeral "netstatus_node_network_statuses" "all" {
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_count        = length(data.netstatus_nodes.all.nodes)
  }

  timeouts {
    open = "10m"
  }
}

resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [ephemeral.netstatus_node_network_statuses.all]
}
