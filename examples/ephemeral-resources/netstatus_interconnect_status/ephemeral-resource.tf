# Opened when the plan is made and again when it is applied, so that a saved plan
# is stopped if the link has gone down since. Waits up to ten minutes.
ephemeral "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"

  expect {
    state = ["Healthy"]
  }

  timeouts {
    open = "10m"
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.fra]
}
