terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
ephemeral "netstatus_interconnect_status" "gate" {
  icon = "icon-fra-1"

  expect {
    state = ["Healthy"]
  }
}

# Stands for the routes that move to the interconnect.
resource "terraform_data" "routes" {
  input      = "icon-fra-1"
  depends_on = [ephemeral.netstatus_interconnect_status.gate]
}
