# `make demo`: a gate that is read again when a saved plan is applied.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

# The demo shows what follows.

ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}
resource "terraform_data" "cut_over" { # whatever needs the link
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
