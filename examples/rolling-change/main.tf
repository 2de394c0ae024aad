# Changes the switch port of one node after the other. Each node has to be
# back before the next port is changed; a node that doesn't come back stops
# the rest.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    junos     = { source = "jeremmfr/junos", version = "~> 2.0" }
  }
}

# Must be the only key to the switch: not in JUNOS_PASSWORD, and no key in an
# SSH agent.
variable "switch_password" {
  type      = string
  sensitive = true
  ephemeral = true # otherwise the plan file holds the password
}

# The gate: nothing begins unless all four nodes are up.
ephemeral "netstatus_network_interface_statuses" "before" {
  interface_id = 1
  withhold     = var.switch_password

  expect {
    interface_status = ["UP"]
    min_count        = 4 # nodes
  }
}

provider "junos" {
  alias    = "storage" # so that no port falls back to an ungated block
  ip       = "192.0.2.10"
  username = "terraform"
  password = ephemeral.netstatus_network_interface_statuses.before.released
}

variable "mtu" {
  type    = number
  default = 9216
}

module "node_1" {
  source    = "./port"
  providers = { junos = junos.storage }
  node_id   = 1
  port      = "xe-0/0/1"
  mtu       = var.mtu
}

module "node_2" {
  source     = "./port"
  providers  = { junos = junos.storage }
  node_id    = 2
  port       = "xe-0/0/2"
  mtu        = var.mtu
  depends_on = [module.node_1]
}

module "node_3" {
  source     = "./port"
  providers  = { junos = junos.storage }
  node_id    = 3
  port       = "xe-0/0/3"
  mtu        = var.mtu
  depends_on = [module.node_2]
}

module "node_5" {
  source     = "./port"
  providers  = { junos = junos.storage }
  node_id    = 5
  port       = "xe-0/0/5"
  mtu        = var.mtu
  depends_on = [module.node_3]
}
