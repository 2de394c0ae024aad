terraform {
  required_version = ">= 1.16"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

action "netstatus_interconnect_status_check" "fra" {
  config {
    icon = "icon-fra-1"
    expect { state = ["Healthy"] }
    timeouts { invoke = "4s" }
  }
}
