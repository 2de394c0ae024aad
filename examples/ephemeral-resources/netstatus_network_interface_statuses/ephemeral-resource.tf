# Every node's bond0, read for the plan and again when it is applied.
ephemeral "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    update_status    = ["CHANGES_APPLIED"]
    min_count        = 4
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
