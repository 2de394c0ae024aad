terraform {
  required_version = ">= 1.16"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
action "netstatus_network_interface_statuses_check" "example" {
  config {
    interface_id = 1

    expect {
      cable_status     = ["CONNECTED"]
      interface_status = ["UP"]
      same             = ["speed", "mtu"]
      min_count        = 4 # nodes
    }

    timeouts {
      invoke = "10m"
    }
  }
}
