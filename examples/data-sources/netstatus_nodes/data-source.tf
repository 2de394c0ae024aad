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
data "netstatus_nodes" "all" {}

output "node_ids" {
  value = { for node in data.netstatus_nodes.all.nodes : node.node_name => node.id }
}
