data "netstatus_node_network_statuses" "all" {}

locals {
  frontend = {
    for status in data.netstatus_node_network_statuses.all.statuses : status.node_name => flatten([
      for device in status.devices : try(device.network_details.qumulo_ip_addresses, [])
      if contains(["FRONTEND", "FRONTEND_AND_BACKEND"], try(device.network_details.use_for, "NONE"))
    ])
  }
}

# Which node holds which floating address now.
output "floating_addresses" {
  value = merge([
    for node, addresses in local.frontend : { for address in flatten(addresses[*].floating_addresses) : address => node }
  ]...)
}
