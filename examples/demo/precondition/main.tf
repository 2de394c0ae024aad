# The prologue of `make demo`: data sources, and a precondition on what they say.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

data "netstatus_network_interface_status" "bond0" {
  interface_id = 1
  node_id      = 1
}

data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

resource "terraform_data" "cut_over" {
  input = "traffic moves to icon-fra-1"

  lifecycle {
    precondition {
      condition     = data.netstatus_network_interface_status.bond0.interface_details.interface_status == "UP"
      error_message = "bond0 of ${data.netstatus_network_interface_status.bond0.node_name} is not UP."
    }
    precondition {
      condition     = data.netstatus_interconnect_status.fra.state == "Healthy"
      error_message = "icon-fra-1 is ${data.netstatus_interconnect_status.fra.state}: ${coalesce(data.netstatus_interconnect_status.fra.reason, "no reason given")}"
    }
  }
}
