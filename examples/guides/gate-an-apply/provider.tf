terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
    # Stands for the provider whose changes need the link.
    router = {
      source = "example/router"
    }
  }
}

variable "router_token" {
  type      = string
  sensitive = true
  default   = "secret"
}

ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# The provider can't be configured while the gate is closed, so that nothing of it
# is made, changed or destroyed.
provider "router" {
  token = ephemeral.netstatus_interconnect_status.gate.state == "Healthy" ? var.router_token : null
}

resource "router_route" "transit" {
  prefix   = "203.0.113.0/24"
  next_hop = "198.51.100.1"
}
