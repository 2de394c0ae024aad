# The link has to hold for three seconds, at every check.
ephemeral "netstatus_interconnect_status" "stable" {
  icon = "icon-fra-1"

  expect {
    state      = ["Healthy"]
    stable_for = "3s"
  }
  timeouts { open = "10m" }
}

resource "terraform_data" "stable_cut_over" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.stable]
}
