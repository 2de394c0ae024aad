terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# Read when the plan is made and again when it is applied. The settings come from the
# environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"

  expect { state = ["Healthy"] }
  timeouts { open = "10m" } # wait for it; without this, one check decides
}

# Stands for whatever needs the link.
resource "terraform_data" "cut_over" {
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
