# With an expectation, a bad status fails the plan. The read waits up to ten
# minutes.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_interconnect_statuses" "expected" {
  site = "fra"

  expect {
    state     = ["Healthy"]
    min_count = 2
  }

  timeouts {
    read = "10m"
  }
}
