data "netstatus_node_network_status" "bond0" {
  node_id = 1

  expect {
    devices            = ["bond0"]
    min_speed          = 100000 # Mbps: only this finds a bond that has lost a member
    min_mtu            = 9000
    application_status = ["APPLIED"] # of everything that the cluster configures
  }

  timeouts {
    read = "5m"
  }
}
