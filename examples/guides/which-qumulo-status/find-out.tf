# Reads both generations. That a cluster lacks v3 is data; that it lacks v2 fails
# the read below, with a message that says so.
data "netstatus_nodes" "all" {}

data "netstatus_node_network_status" "first" {
  node_id       = data.netstatus_nodes.all.nodes[0].id
  allow_missing = true
}

data "netstatus_network_interfaces" "all" {}

output "v3_devices" {
  description = "What v3 shows; null where the cluster has no v3."
  value       = try({ for device in data.netstatus_node_network_status.first.devices : device.name => try(device.network_details.use_for, null) }, null)
}

output "v2_interfaces" {
  description = "What v2 shows; empty where the networks may be managed from the host."
  value       = data.netstatus_network_interfaces.all.interfaces[*].name
}
