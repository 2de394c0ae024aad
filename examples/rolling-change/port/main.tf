# The switch port of one node, and the check that the node is back after the
# change.

terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    junos     = { source = "jeremmfr/junos", version = "~> 2.0" }
  }
}

variable "node_id" {
  type = number
}

variable "port" {
  type = string
}

variable "mtu" {
  type = number
}

resource "junos_interface_physical" "this" {
  name = var.port
  mtu  = var.mtu
}

# Read after the port has been changed. The modules that depend on this one
# wait for it.
# tflint-ignore: terraform_unused_declarations # reading it is the check
data "netstatus_network_interface_status" "back" {
  interface_id = 1
  node_id      = var.node_id
  depends_on   = [junos_interface_physical.this]

  expect {
    interface_status = ["UP"]
    min_speed        = 100000 # Mbps: a bond that has lost a member is slower
    stable_for       = "30s"
  }
  timeouts { read = "10m" }
}
