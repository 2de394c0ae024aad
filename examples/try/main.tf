# A stand-in for your own stack: its routes exist in the state only.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    router    = { source = "example/router", version = "~> 0.1.0" }
  }
}

variable "router_token" {
  type      = string
  sensitive = true
  ephemeral = true # otherwise the plan file holds the token
}

ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.router_token

  expect { state = ["Healthy"] }
}

provider "router" {
  alias = "fra"
  token = ephemeral.netstatus_interconnect_status.fra.released
}

variable "next_hop" {
  type    = string
  default = "198.51.100.1"
}

resource "router_route" "transit" {
  provider = router.fra
  prefix   = "10.20.0.0/16"
  next_hop = var.next_hop
}
