# Nodes of one cluster may have links of different speeds, so that one min_speed is
# wrong for some. Compare each node with what it should have.
variable "speeds" {
  description = "The speed of bond0 in Mbps, by node."
  type        = map(number)
  default     = { "1" = 100000, "2" = 100000, "3" = 100000, "5" = 100000 }
}

data "netstatus_network_interface_statuses" "speeds" {
  interface_id = 1

  expect {
    interface_status = ["UP"]
    min_count        = length(var.speeds)
  }
}

locals {
  seen = { for status in data.netstatus_network_interface_statuses.speeds.statuses : tostring(status.node_id) => try(status.interface_details.speed, null) }
  slow = [for node, speed in var.speeds : "node ${node}: ${coalesce(try(local.seen[node], null), 0)} of ${speed} Mbps" if coalesce(try(local.seen[node], null), 0) < speed]
}

# Stands for the change.
resource "terraform_data" "move_exports" {
  lifecycle {
    precondition {
      condition     = length(local.slow) == 0
      error_message = "bond0 has lost a member, or the node: ${join("; ", local.slow)}."
    }
  }
}
