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

ephemeral "netstatus_interconnect_status" "gate" {
  icon     = "icon-fra-1"
  withhold = var.cloudflare_api_token

  expect {
    state = ["Healthy"]
  }

  timeouts {
    open = "10m"
  }
}

# Nothing of this provider changes while the gate is closed.
provider "cloudflare" {
  alias     = "gated"
  api_token = ephemeral.netstatus_interconnect_status.gate.released
}
