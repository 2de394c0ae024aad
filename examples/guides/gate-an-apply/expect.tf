data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000
  }
}
