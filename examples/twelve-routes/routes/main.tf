# The routes over one link. Whoever calls the module passes the provider block
# of that link's gate.

terraform {
  required_version = ">= 1.5"

  required_providers {
    cloudflare = { source = "cloudflare/cloudflare", version = "~> 5.0" }
  }
}

variable "nexthop" {
  type = string
}

variable "prefixes" {
  type = set(string)
}

resource "cloudflare_magic_wan_static_route" "this" {
  for_each = var.prefixes

  account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  prefix     = each.key
  nexthop    = var.nexthop
  priority   = 100
}
