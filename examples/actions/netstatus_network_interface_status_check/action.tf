terraform {
  required_version = ">= 1.16"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# QUMULO_HOST, QUMULO_TOKEN and QUMULO_CA_CERTIFICATE are in the environment.
action "netstatus_network_interface_status_check" "example" {
  config {
    interface_id = 1
    node_id      = 1

    expect {
      cable_status     = ["CONNECTED"]
      interface_status = ["UP"]
      min_speed        = 100000 # Mbps: a bond that has lost a member is slower
    }

    timeouts {
      invoke = "10m"
    }
  }
}
