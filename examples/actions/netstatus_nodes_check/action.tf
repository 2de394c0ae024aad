terraform {
  required_version = ">= 1.16"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
action "netstatus_nodes_check" "example" {
  config {
    expect {
      node_status = ["online"]
      min_count   = 4
    }

    timeouts {
      invoke = "10m"
    }
  }
}
