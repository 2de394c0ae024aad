# `make demo-all`: a data source, and a precondition on what it says. It stops a
# plan, but not the apply of a saved one.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

resource "terraform_data" "cut_over" {
  lifecycle {
    precondition {
      condition     = data.netstatus_interconnect_status.fra.state == "Healthy"
      error_message = "icon-fra-1 is ${data.netstatus_interconnect_status.fra.state}: ${coalesce(data.netstatus_interconnect_status.fra.reason, "no reason given")}"
    }
  }
}
