terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# For what is new: read when the plan is made, and again when it is applied. The settings
# come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# Stands for whatever needs the link.
resource "terraform_data" "cut_over" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}

# For what exists: nothing replaces, updates or destroys it while the link is bad.
resource "netstatus_interconnect_status_guard" "cut_over" {
  icon     = "icon-fra-1"
  protects = [terraform_data.cut_over.id]

  expect { state = ["Healthy"] }
  lifecycle { replace_triggered_by = [terraform_data.cut_over] }
}
