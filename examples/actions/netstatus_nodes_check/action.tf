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
action "netstatus_nodes_check" "all" {
  config {
    expect {
      node_status = ["online"]
      min_count   = 4 # nodes
    }

    timeouts {
      invoke = "10m"
    }
  }
}

# Stands for the exports of the cluster.
resource "terraform_data" "exports" {
  input = "all nodes"

  lifecycle {
    action_trigger {
      events  = [before_create, before_update, before_destroy]
      actions = [action.netstatus_nodes_check.all]
    }
  }
}
