terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
ephemeral "netstatus_interconnect_statuses" "fra" {
  icons = ["icon-fra-1", "icon-fra-2"]

  expect {
    state = ["Healthy"]
  }
}

# Stands for the routes that move to the site.
resource "terraform_data" "routes" {
  input      = "fra"
  depends_on = [ephemeral.netstatus_interconnect_statuses.fra]
}
