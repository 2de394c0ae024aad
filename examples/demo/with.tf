# `make demo`, second half: the gate withholds the token of the router while the link is
# down.

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

variable "router_token" {
  type      = string
  sensitive = true
  ephemeral = true # never written to the plan
}

ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.router_token
  expect { state = ["Healthy"] }
}

provider "router" {
  alias = "gated" # else a resource could use a provider that is not gated
  token = ephemeral.netstatus_interconnect_status.fra.released
}

variable "backup" {
  type    = bool
  default = true
}

resource "router_route" "backup" {
  provider = router.gated
  count    = var.backup ? 1 : 0
  prefix   = "10.20.0.0/16"
  next_hop = "198.51.100.9"
}
