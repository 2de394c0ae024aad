terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
resource "netstatus_interconnect_statuses_guard" "fra" {
  icons    = ["icon-fra-1", "icon-fra-2"]
  protects = [terraform_data.routes.id]

  expect {
    state = ["Healthy"]
  }

  timeouts {
    create = "10m"
    delete = "1m"
  }

  # An update in place is a reason to ask, too.
  lifecycle { replace_triggered_by = [terraform_data.routes] }
}

# Stands for the routes over both interconnects.
resource "terraform_data" "routes" {
  input = "fra"
}
