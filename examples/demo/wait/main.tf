# `make demo-all`: the gate of `make demo`, which also waits for the link.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "wait" {
  description = "How long to wait for a healthy link, such as \"30s\"; null checks once."
  type        = string
  default     = null
}

ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
  timeouts { open = var.wait }
}

resource "terraform_data" "cut_over" {
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
