# All nodes must be up before the upgrade.
ephemeral "netstatus_network_interface_status" "bond0" {
  for_each = { for id in [1, 2, 3, 5] : "node-${id}" => id }

  interface_id = 1
  node_id      = each.value

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    update_status    = ["CHANGES_APPLIED"]
    min_speed        = 100000
    min_mtu          = 9000
  }

  timeouts {
    open = "10m"
  }
}

resource "terraform_data" "upgrade" {
  input      = "7.6.1"
  depends_on = [ephemeral.netstatus_network_interface_status.bond0]
}
