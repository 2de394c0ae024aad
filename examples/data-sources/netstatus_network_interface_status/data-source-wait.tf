data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1

  expect {
    update_status    = ["CHANGES_APPLIED"]
    interface_status = ["UP"]
    stable_for       = "3s" # a link that flaps does not pass
  }

  timeouts {
    read = "5m"
  }
}
