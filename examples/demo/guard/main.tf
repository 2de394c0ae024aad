# `make demo`: a guard, which lets what it protects be replaced or destroyed only while
# the link is up.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

variable "next_hop" {
  default = "198.51.100.1"
}

variable "guarded" {
  default = true
}

resource "terraform_data" "route" { # whatever hangs on the link
  triggers_replace = [var.next_hop]
}

# The demo shows what follows.

resource "netstatus_interconnect_status_guard" "route" {
  count    = var.guarded ? 1 : 0
  icon     = "icon-fra-1"
  protects = [terraform_data.route.id]
  expect { state = ["Healthy"] }
}
