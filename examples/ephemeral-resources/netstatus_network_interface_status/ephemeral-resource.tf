# Opened when the plan is made and again when it is applied, so that a saved plan
# is stopped if the link has gone down since. Waits up to five minutes.
ephemeral "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000
  }

  timeouts {
    open = "5m"
  }
}

# Stands for the upgrade of the node: not started unless the link is good.
resource "terraform_data" "upgrade" {
  input      = "7.6.1"
  depends_on = [ephemeral.netstatus_network_interface_status.bond0]
}
