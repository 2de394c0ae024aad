data "netstatus_nodes" "all" {}

data "netstatus_node_network_status" "first" {
  node_id       = data.netstatus_nodes.all.nodes[0].id
  allow_missing = true
}

data "netstatus_network_interfaces" "all" {}

output "v3_devices" {
  value = try(data.netstatus_node_network_status.first.devices[*].name, null)
}

output "v2_interfaces" {
  value = {
    for i in data.netstatus_network_interfaces.all.interfaces : i.name => i.id
  }
}
