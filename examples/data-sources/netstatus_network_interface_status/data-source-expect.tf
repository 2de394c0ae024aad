# With expect, a link that is not as it should be fails the read, and the
# provider says why. With timeouts beside it, the read waits.
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    update_status    = ["CHANGES_APPLIED"]
    min_speed        = 100000
    min_mtu          = 9000
  }

  timeouts {
    read = "5m"
  }
}

output "address" {
  value = data.netstatus_network_interface_status.bond0.network_statuses[0].address
}
