data "netstatus_interconnect_statuses" "redundant" {
  icons = ["icon-fra-1", "icon-ams-1"]

  expect {
    state    = ["Healthy"]
    min_good = 1
  }
}
