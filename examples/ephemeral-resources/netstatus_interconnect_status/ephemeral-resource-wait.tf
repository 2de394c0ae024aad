ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"

  expect {
    state      = ["Healthy"]
    stable_for = "3s" # a link that flaps does not pass
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
