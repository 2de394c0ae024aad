# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_network_interface_status" "expected" {
  interface_id = 1
  node_id      = 1

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_speed        = 100000 # Mbps: a bond that has lost a member is slower
  }

  timeouts {
    read = "10m"
  }
}
