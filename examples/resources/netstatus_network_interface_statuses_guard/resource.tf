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
resource "netstatus_network_interface_statuses_guard" "bond0" {
  interface_id = 1
  protects     = [terraform_data.exports.id]

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
    min_count        = 4 # nodes
  }

  timeouts {
    create = "10m"
    delete = "1m"
  }

  # An update in place is a reason to ask, too.
  lifecycle { replace_triggered_by = [terraform_data.exports] }
}

# Stands for the exports of the cluster.
resource "terraform_data" "exports" {
  input = "all nodes"
}
