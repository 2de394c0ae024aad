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
data "netstatus_node_network_status" "node" {
  node_id = 1
}

output "faults" {
  value = provider::netstatus::node_network_faults(data.netstatus_node_network_status.node)
}
