# A module with a gate that is read again when a saved plan is applied. Tests
# switch it off, since a mocked provider can't open it.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "gate" {
  description = "Whether to stop where the link is not Healthy when the plan is applied."
  type        = bool
  default     = true
}

data "netstatus_interconnect_status" "link" {
  icon = "icon-fra-1"
}

ephemeral "netstatus_interconnect_status" "gate" {
  count = var.gate ? 1 : 0

  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# Stands for what moves the traffic.
resource "terraform_data" "cut_over" {
  input      = data.netstatus_interconnect_status.link.icon
  depends_on = [ephemeral.netstatus_interconnect_status.gate]

  lifecycle {
    precondition {
      condition     = data.netstatus_interconnect_status.link.state == "Healthy"
      error_message = "${data.netstatus_interconnect_status.link.icon} is ${data.netstatus_interconnect_status.link.state}."
    }
  }
}
