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
data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

output "faults" {
  value = provider::netstatus::interface_faults(data.netstatus_network_interface_status.bond0)
}
