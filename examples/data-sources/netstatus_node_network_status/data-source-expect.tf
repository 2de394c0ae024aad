# Every device that is used for something must be cabled and up. The loopback and
# unused devices, which may be DOWN on a healthy node, aren't judged.
data "netstatus_node_network_status" "node" {
  node_id = 1

  expect {
    cable_status       = ["CONNECTED"]
    interface_status   = ["UP"]
    application_status = ["APPLIED"]
  }

  timeouts {
    read = "5m"
  }
}

# The bond must have all its members, which only its speed tells.
data "netstatus_node_network_status" "bond0" {
  node_id = 1

  expect {
    devices   = ["bond0"]
    min_speed = 100000
    min_mtu   = 9000
  }
}
