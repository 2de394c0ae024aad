terraform {
  required_version = ">= 1.10"

  required_providers {
    netstatus  = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    cloudflare = { source = "cloudflare/cloudflare", version = "~> 5.0" }
  }
}

variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

ephemeral "netstatus_interconnect_statuses" "gate" {
  site     = "fra"
  withhold = var.cloudflare_api_token

  expect {
    state     = ["Healthy"]
    min_count = 2
  }

  timeouts {
    open = "10m"
  }
}

# Nothing of this provider changes while the gate is closed.
provider "cloudflare" {
  alias     = "gated"
  api_token = ephemeral.netstatus_interconnect_statuses.gate.released
}
