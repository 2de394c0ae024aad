# The module as it was before there was a gate. It reads data itself.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "site" {
  type = string
}

variable "icon" {
  type = string
}

data "netstatus_interconnects" "site" {
  site = var.site
}

# Stands for the routes to the device on which the interconnect ends.
resource "terraform_data" "routes" {
  input = one([for one in data.netstatus_interconnects.site.interconnects : one.ccr_device_name if one.name == var.icon])
}
