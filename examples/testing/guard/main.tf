# A module with a guard.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "next_hop" {
  type    = string
  default = "198.51.100.1"
}

# Stands for the route.
resource "terraform_data" "route" {
  input = var.next_hop
}

resource "netstatus_interconnect_status_guard" "route" {
  icon     = "icon-fra-1"
  protects = [terraform_data.route.id]

  expect { state = ["Healthy"] }
  lifecycle { replace_triggered_by = [terraform_data.route] }
}
