terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
data "netstatus_interconnect_statuses" "fra" {
  site = "fra"
}

output "states" {
  value = { for status in data.netstatus_interconnect_statuses.fra.statuses : status.icon => status.state }
}
