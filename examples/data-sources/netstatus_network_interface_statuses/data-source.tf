terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: QUMULO_HOST, QUMULO_TOKEN and, for the
# cluster's own certificate, QUMULO_CA_CERTIFICATE.
data "netstatus_network_interface_statuses" "bond0" {
  interface_id = 1
}

output "speeds" {
  value = { for status in data.netstatus_network_interface_statuses.bond0.statuses : status.node_name => status.interface_details.speed }
}
