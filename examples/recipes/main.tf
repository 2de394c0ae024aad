# What the recipes for pipelines plan and apply: a gate, a check, and what is behind
# the gate.

terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"

  expect { state = ["Healthy"] }
  timeouts { open = "5m" }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]

  lifecycle { create_before_destroy = true }
}

# The second path only warns. It is read at plan, and what it says is in the plan.
data "netstatus_interconnect_status" "second" {
  icon = "icon-fra-2"
}

check "second_path" {
  assert {
    condition     = data.netstatus_interconnect_status.second.state == "Healthy"
    error_message = "icon-fra-2 is ${data.netstatus_interconnect_status.second.state}."
  }
}
