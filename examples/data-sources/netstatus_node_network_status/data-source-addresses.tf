data "netstatus_node_network_status" "node" {
  node_id = 1
}

output "used_devices" {
  value = {
    for device in data.netstatus_node_network_status.node.devices : device.name => {
      used_for  = device.network_details.use_for
      mbps      = device.speed
      addresses = device.network_details.qumulo_ip_addresses[*].address
    } if !contains(["NONE", "UNDERLYING"], try(device.network_details.use_for, "NONE"))
  }
}
