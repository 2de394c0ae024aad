# `make demo-all`: the same port of a Qumulo node, as v2 of the cluster's API has
# it and as v3 does.

terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

data "netstatus_network_interface_status" "v2" { # networks managed by Qumulo
  interface_id = 1
  node_id      = 1
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }
}

data "netstatus_node_network_status" "v3" { # networks managed by the host, too
  node_id = 1
  expect {
    cable_status     = ["CONNECTED"]
    interface_status = ["UP"]
  }
}

resource "terraform_data" "mount" {
  depends_on = [
    data.netstatus_network_interface_status.v2,
    data.netstatus_node_network_status.v3,
  ]
}
