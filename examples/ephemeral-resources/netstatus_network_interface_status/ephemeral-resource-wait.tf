ephemeral "netstatus_network_interface_status" "gate" {
  interface_id = 1
  node_id      = 1

  expect {
    update_status    = ["CHANGES_APPLIED"]
    interface_status = ["UP"]
    min_speed        = 100000 # Mbps: only this finds a bond that has lost a member
    stable_for       = "3s"   # a link that flaps does not pass
  }

  timeouts {
    open = "5m"
  }
}

# Stands for the upgrade of the node.
resource "terraform_data" "upgrade" {
  input      = "7.6.1"
  depends_on = [ephemeral.netstatus_network_interface_status.gate]
}
