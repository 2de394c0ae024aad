# bond0 of every node, in one request.
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

output "speeds" {
  value = { for status in data.netstatus_network_interface_statuses.bond0.statuses : status.node_name => status.interface_details.speed }
}
