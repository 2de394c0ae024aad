data "netstatus_node_network_status" "node" {
  node_id = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }
}
