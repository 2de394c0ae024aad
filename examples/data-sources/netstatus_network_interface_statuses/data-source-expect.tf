data "netstatus_nodes" "all" {}

data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000
    min_count        = length(data.netstatus_nodes.all.nodes)
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.6.1"
  depends_on = [data.netstatus_network_interface_statuses.bond0]
}
