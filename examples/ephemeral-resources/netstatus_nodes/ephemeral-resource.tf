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
ephemeral "netstatus_nodes" "all" {
  expect {
    node_status = ["online"]
    min_count   = 4 # nodes
  }
}

# Stands for the upgrade of the cluster.
resource "terraform_data" "upgrade" {
  input      = "7.8.0.1"
  depends_on = [ephemeral.netstatus_nodes.all]
}
