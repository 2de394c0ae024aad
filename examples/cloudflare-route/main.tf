# A Magic WAN static route that nobody changes while its interconnect is down.

terraform {
  required_version = ">= 1.10" # OpenTofu: 1.12

  required_providers {
    netstatus  = { source = "netstatus/netstatus", version = "~> 0.1.0" }
    cloudflare = { source = "cloudflare/cloudflare", version = "~> 5.0" }
  }
}

# May write. It must be the only key that may: CLOUDFLARE_API_TOKEN in the
# environment is another token, which only reads.
variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true # otherwise the plan file holds the token
}

# The gate. It is checked at plan, and again at apply.
ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

# Can't be configured while the gate is closed. It has an alias so that no
# resource falls back to a provider block without a gate.
provider "cloudflare" {
  alias     = "fra"
  api_token = ephemeral.netstatus_interconnect_status.fra.released
}

resource "cloudflare_magic_wan_static_route" "transit" {
  provider = cloudflare.fra

  account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  prefix     = "10.20.0.0/16"
  nexthop    = "198.51.100.1"
  priority   = 100
}
