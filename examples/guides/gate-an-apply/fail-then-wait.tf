# Checks once, when the plan is made.
data "netstatus_interconnect_status" "at_plan" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# Waits, when the plan is applied.
ephemeral "netstatus_interconnect_status" "at_apply" {
  icon  = "icon-fra-1"
  after = timestamp()

  expect { state = ["Healthy"] }
  timeouts { open = "10m" }
}

# Stands for the cut-over.
resource "terraform_data" "cut_over" {
  input      = "icon-fra-1"
  depends_on = [data.netstatus_interconnect_status.at_plan, ephemeral.netstatus_interconnect_status.at_apply]
}
