terraform {
  required_providers {
    netstatus = {
      source  = "netstatus/netstatus"
      version = "~> 0.1"
    }
  }
}

# The settings come from the environment: CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.
data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

output "state" {
  value = data.netstatus_interconnect_status.fra.state
}
