# Added: the gate.
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# What was there: stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input = "icon-fra-1"

  # Added: made and updated only while the gate is open.
  depends_on = [ephemeral.netstatus_interconnect_status.gate]

  # Added, where the object may be replaced: otherwise the old one is destroyed first.
  lifecycle { create_before_destroy = true }
}
