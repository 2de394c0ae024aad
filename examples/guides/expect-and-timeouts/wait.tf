ephemeral "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect {
    state      = ["Healthy"]
    stable_for = "30s"
  }
  timeouts { open = "10m" }
}
