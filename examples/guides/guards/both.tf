locals { icon = "icon-fra-1" }

# For what is new, or updated: read at plan and at apply.
ephemeral "netstatus_interconnect_status" "link" {
  icon = local.icon
  expect { state = ["Healthy"] }
  timeouts { open = "10m" }
}

# For what is there: replaced, updated, removed or destroyed only while the link is good.
resource "netstatus_interconnect_status_guard" "link" {
  icon     = local.icon
  protects = [terraform_data.transit.id]

  expect { state = ["Healthy"] }
  timeouts {
    create = "10m"
    delete = "1m"
  }
  lifecycle { replace_triggered_by = [terraform_data.transit] }
}

# Stands for the route.
resource "terraform_data" "transit" {
  input      = "203.0.113.0/24"
  depends_on = [ephemeral.netstatus_interconnect_status.link]
}
