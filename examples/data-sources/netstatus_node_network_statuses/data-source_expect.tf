# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_node_network_statuses" "expected" {
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    same             = ["speed", "mtu"]
    min_count        = 4 # nodes
  }

  timeouts {
    read = "10m"
  }
}
