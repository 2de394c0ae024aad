data "netstatus_nodes" "online" {
  expect {
    node_status = ["online"]
    min_count   = 4
  }

  timeouts {
    read = "10m"
  }
}
