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
resource "netstatus_network_interface_status_guard" "bond0" {
  interface_id = 1
  node_id      = 1
  protects     = [terraform_data.mounts.id]

  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }

  timeouts {
    create = "10m"
    delete = "1m"
  }

  # An update in place is a reason to ask, too.
  lifecycle { replace_triggered_by = [terraform_data.mounts] }
}

# Stands for the mounts that use the link.
resource "terraform_data" "mounts" {
  input = "node 1"
}
