# A module that moves traffic to an interconnect, once that is Healthy.

terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

variable "icon" {
  type = string
}

variable "wait" {
  description = "How long to wait for the interconnect, such as 10m. Null doesn't wait."
  type        = string
  default     = null
}

data "netstatus_interconnect_status" "link" {
  icon = var.icon

  expect { state = ["Healthy"] }
  timeouts { read = var.wait }
}

# Stands for what moves the traffic.
resource "terraform_data" "cut_over" {
  input = data.netstatus_interconnect_status.link.icon
}

output "link" {
  value = terraform_data.cut_over.output
}
