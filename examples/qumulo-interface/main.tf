# The interface configuration of a Qumulo cluster, which nobody changes unless
# bond0 of all four nodes is up.
#
# The environment holds the cluster's address and a login that only reads.
# Both providers read the same variables: QUMULO_HOST, QUMULO_PORT,
# QUMULO_USERNAME, QUMULO_PASSWORD.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    qumulo    = { source = "Qumulo/qumulo", version = "~> 0.1.1" }
  }
}

# The password of the user that may write. It must be in no other variable and
# no file.
variable "qumulo_writer_password" {
  type      = string
  sensitive = true
  ephemeral = true # otherwise the plan file holds the password
}

# The gate. It is checked at plan, and again at apply.
ephemeral "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
  withhold     = var.qumulo_writer_password

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_count        = 4 # nodes: one that is missing closes the gate
  }
  timeouts { open = "5m" }
}

# Can't be configured while the gate is closed. It has an alias so that no
# resource falls back to the login in the environment.
provider "qumulo" {
  alias    = "writer"
  username = "terraform"
  password = ephemeral.netstatus_network_interface_statuses.bond0.released
}

resource "qumulo_interface_configuration" "bond0" {
  provider = qumulo.writer

  interface_id    = "1"
  name            = "bond0"
  default_gateway = "10.20.0.1"
  bonding_mode    = "IEEE_8023AD"
  mtu             = 9000
}
