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
action "netstatus_network_interface_status_check" "bond0" {
  config {
    interface_id = 1
    node_id      = 1

    expect {
      cable_status     = ["CONNECTED"]
      interface_status = ["UP"]
    }

    timeouts {
      invoke = "10m"
    }
  }
}

# Stands for the mounts that use the link.
resource "terraform_data" "mounts" {
  input = "node 1"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.netstatus_network_interface_status_check.bond0]
    }
  }
}
