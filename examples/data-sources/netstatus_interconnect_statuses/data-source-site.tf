data "netstatus_interconnect_statuses" "fra" {
  site = "fra"

  expect {
    state     = ["Healthy"]
    min_count = 2
  }

  timeouts {
    read = "10m"
  }
}
