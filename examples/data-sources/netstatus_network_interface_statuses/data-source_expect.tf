# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_network_interface_statuses" "expected" {
  interface_id = 1

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
