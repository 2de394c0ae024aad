data "netstatus_nodes" "all" {}

data "netstatus_node_network_statuses" "all" {
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_count        = length(data.netstatus_nodes.all.nodes)
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [data.netstatus_node_network_statuses.all]
}
