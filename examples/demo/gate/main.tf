# The three acts of `make demo`: a gate that is read again when a saved plan is
# applied.

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

ephemeral "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
  timeouts { open = var.wait }
}

resource "terraform_data" "cut_over" {
  input      = "traffic moves to icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.fra]
}
