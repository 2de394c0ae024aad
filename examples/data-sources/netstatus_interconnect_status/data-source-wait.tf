data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect {
    state      = ["Healthy"]
    stable_for = "3s" # a link that flaps does not pass
  }

  timeouts {
    read = "10m"
  }
}
