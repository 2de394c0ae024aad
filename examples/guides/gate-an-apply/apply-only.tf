ephemeral "netstatus_interconnect_status" "at_apply" {
  icon  = "icon-fra-1"
  after = timestamp()

  expect { state = ["Healthy"] }
  timeouts { open = "10m" }
}

# Stands for the cut-over.
resource "terraform_data" "cut_over" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.at_apply]
}
