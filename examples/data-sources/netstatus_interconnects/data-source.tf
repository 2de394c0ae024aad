terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
data "netstatus_interconnects" "all" {}

output "icons" {
  value = data.netstatus_interconnects.all.interconnects[*].name
}
