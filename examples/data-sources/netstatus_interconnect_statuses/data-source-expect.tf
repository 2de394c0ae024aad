data "netstatus_interconnect_statuses" "pair" {
  icons = ["icon-fra-1", "icon-fra-2"]

  expect {
    state = ["Healthy"]
  }
}
