terraform {
  required_version = ">= 1.5"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are in the environment.
data "netstatus_interconnect_statuses" "fra" {
  site = "fra"
}

output "states" {
  value = data.netstatus_interconnect_statuses.fra.statuses[*].state
}
