# bond0 of the node 1.
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

output "bond0" {
  value = {
    node      = data.netstatus_network_interface_status.bond0.node_name
    status    = data.netstatus_network_interface_status.bond0.interface_details.interface_status
    cable     = data.netstatus_network_interface_status.bond0.interface_details.cable_status
    mbps      = data.netstatus_network_interface_status.bond0.interface_details.speed
    addresses = data.netstatus_network_interface_status.bond0.network_statuses[*].address
  }
}
