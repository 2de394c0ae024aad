# `make demo`, first half: a route over a backup link, which the plan removes.

terraform {
  required_version = ">= 1.10"
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1.0"
    }
    router = {
      source = "example/router"
    }
  }
}

variable "backup" {
  type    = bool
  default = true
}

resource "router_route" "backup" {
  count    = var.backup ? 1 : 0
  prefix   = "10.20.0.0/16"
  next_hop = "198.51.100.9"
}
