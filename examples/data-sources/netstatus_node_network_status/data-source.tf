# The network of the node 1: each device, what it is used for, and its addresses.
data "netstatus_node_network_status" "node" {
  node_id = 1
}

output "devices" {
  value = {
    for device in data.netstatus_node_network_status.node.devices : device.name => {
      used_for  = try(device.network_details.use_for, null)
      status    = device.interface_status
      cable     = device.cable_status
      mbps      = device.speed
      addresses = try(device.network_details.qumulo_ip_addresses[*].address, [])
    }
  }
}
