# Every one of them must be Healthy. One read, one wait, one message.
data "netstatus_interconnect_statuses" "pair" {
  icons = ["icon-fra-1", "icon-fra-2"]

  expect {
    state = ["Healthy"]
  }

  timeouts {
    read = "10m"
  }
}
