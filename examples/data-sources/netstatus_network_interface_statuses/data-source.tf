# Every node's bond0 must be UP at full speed before the upgrade. One request
# reads all nodes.
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

locals {
  full_speed = 100000 # Mbps

  not_ready = [
    for status in data.netstatus_network_interface_statuses.bond0.statuses :
    "${coalesce(status.node_name, status.node_id)} (${coalesce(try(status.interface_details.interface_status, null), "no status")}, ${coalesce(try(status.interface_details.speed, null), 0)} Mbps)"
    if try(status.interface_details.interface_status != "UP" || status.interface_details.speed < local.full_speed, true)
  ]
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input = "7.6.1"

  lifecycle {
    precondition {
      condition     = length(local.not_ready) == 0
      error_message = "bond0 is not UP at full speed on: ${join(", ", local.not_ready)}."
    }
  }
}
