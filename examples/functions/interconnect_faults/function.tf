terraform {
  required_version = ">= 1.8"

  required_providers {
    netstatus = { source = "netstatus/netstatus", version = "~> 0.1.0" }
  }
}

# CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID are in the environment.
data "netstatus_interconnect_status" "fra" {
  icon = "icon-fra-1"
}

locals {
  faults = provider::netstatus::interconnect_faults(
    data.netstatus_interconnect_status.fra
  )
}

check "link" {
  assert {
    condition     = length(local.faults) == 0
    error_message = join(" ", local.faults)
  }
}
