# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_interconnect_status" "expected" {
  icon = "icon-fra-1"

  expect {
    state = ["Healthy"]
  }

  timeouts {
    read = "10m"
  }
}
