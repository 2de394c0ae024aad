data "netstatus_nodes" "all" {}

# bond0 of every node, cabled, up and at full speed. min_count closes the gap of a
# node that is missing from the answer.
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
