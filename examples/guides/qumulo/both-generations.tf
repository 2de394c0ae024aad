variable "node_id" {
  type    = number
  default = 1
}

# Where the cluster has no v3 status of the node, every member of this is
# null.
data "netstatus_node_network_status" "node" {
  node_id       = var.node_id
  allow_missing = true
}

locals {
  has_v3 = data.netstatus_node_network_status.node.devices != null
}

# Asked only where v3 has no answer. A node that doesn't exist is an error
# here.
data "netstatus_network_interface_status" "bond0" {
  count = local.has_v3 ? 0 : 1

  interface_id = 1
  node_id      = var.node_id
}

locals {
  v3 = [
    for device in local.has_v3 ? data.netstatus_node_network_status.node.devices : [] :
    { cable = device.cable_status, status = device.interface_status, mbps = device.speed } if device.name == "bond0"
  ]
  v2 = [
    for status in data.netstatus_network_interface_status.bond0[*].interface_details :
    { cable = status.cable_status, status = status.interface_status, mbps = status.speed } if status != null
  ]

  # The same object whichever generation answered, null where there is no such
  # device.
  bond0 = one(concat(local.v3, local.v2))
}

output "bond0" {
  value = local.bond0

  precondition {
    condition     = try(local.bond0.cable == "CONNECTED" && local.bond0.status == "UP", false)
    error_message = "bond0 of node ${var.node_id} is not cabled and up: ${jsonencode(local.bond0)}."
  }
}
