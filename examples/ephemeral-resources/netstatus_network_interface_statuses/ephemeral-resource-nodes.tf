data "netstatus_nodes" "all" {}

ephemeral "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1

  expect {
    update_status    = ["CHANGES_APPLIED"]
    interface_status = ["UP"]
    min_speed        = 100000
    min_count        = length(data.netstatus_nodes.all.nodes)
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.6.1"
  depends_on = [ephemeral.netstatus_network_interface_statuses.bond0]
}
