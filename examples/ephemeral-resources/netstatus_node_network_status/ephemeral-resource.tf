terraform {
  required_version = ">= 1.10"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    qumulo    = { source = "Qumulo/qumulo", version = "~> 0.1.1" }
  }
}

variable "qumulo_writer_password" {
  type      = string
  sensitive = true
  ephemeral = true
}

ephemeral "netstatus_node_network_status" "gate" {
  node_id  = 1
  withhold = var.qumulo_writer_password

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }

  timeouts {
    open = "10m"
  }
}

# Nothing of this provider changes while the gate is closed.
provider "qumulo" {
  alias    = "gated"
  username = "terraform"
  password = ephemeral.netstatus_node_network_status.gate.released
}
