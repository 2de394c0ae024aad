terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "icon" {
  type    = string
  default = "icon-fra-1"
}

data "netstatus_interconnect_status" "link" {
  icon = var.icon
  expect { state = ["Healthy"] }
}

# Stands for what moves the traffic.
resource "terraform_data" "cut_over" {
  input      = "to ${var.icon}"
  depends_on = [data.netstatus_interconnect_status.link]
}
