terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are in the environment.
data "netstatus_interconnects" "all" {}

output "icons" {
  value = data.netstatus_interconnects.all.interconnects[*].name
}
