# Opened when the plan is made and again when it is applied, so that a saved plan
# is stopped if a link has gone down since. Waits up to five minutes.
ephemeral "netstatus_node_network_status" "node" {
  node_id = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }

  timeouts {
    open = "5m"
  }
}

# Stands for the upgrade of the node: not started unless its links are good.
resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [ephemeral.netstatus_node_network_status.node]
}
