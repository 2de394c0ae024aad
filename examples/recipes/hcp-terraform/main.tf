# The cluster is on a private network: an agent in that network runs the plan and the
# apply. In the workspace, set the execution mode to "Agent" and choose the pool.
terraform {
  cloud {
    organization = "example"

    workspaces {
      name = "storage"
    }
  }

  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

ephemeral "netstatus_network_interface_status" "gate" {
  interface_id = 1
  node_id      = 1

  expect { interface_status = ["UP"] }
  timeouts { open = "5m" }
}

# Stands for the mounts that use the link.
resource "terraform_data" "mounts" {
  input      = "node 1"
  depends_on = [ephemeral.netstatus_network_interface_status.gate]
}
