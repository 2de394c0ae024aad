data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

output "addresses" {
  value = data.netstatus_network_interface_status.bond0.network_statuses[*].address
}

# A counter is a string, since it can be larger than a JSON number may be.
output "bytes_sent" {
  value = tonumber(data.netstatus_network_interface_status.bond0.interface_details.bytes_sent)
}
