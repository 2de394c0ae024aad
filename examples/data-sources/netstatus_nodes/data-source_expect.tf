# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_nodes" "expected" {
  expect {
    node_status = ["online"]
    min_count   = 4
  }

  timeouts {
    read = "10m"
  }
}
