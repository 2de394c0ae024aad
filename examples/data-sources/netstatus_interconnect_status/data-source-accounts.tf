terraform {
  required_providers {
    netstatus = {
      source = "netstatus/netstatus"
    }
  }
}

# Two accounts with a token each.
variable "europe_api_token" {
  type      = string
  sensitive = true
}

variable "america_api_token" {
  type      = string
  sensitive = true
}

provider "netstatus" {
  cloudflare {
    api_token  = var.europe_api_token
    account_id = "023e105f4ecef8ad9ca31a8372d0c353"
  }
}

provider "netstatus" {
  alias = "america"

  cloudflare {
    api_token  = var.america_api_token
    account_id = "f2a7c1d0b3e94c5a8d6e0f1b2c3d4e5f"
  }
}

data "netstatus_interconnect_status" "europe" {
  for_each = toset(["icon-fra-1", "icon-fra-2", "icon-ams-1"])

  icon = each.key
}

data "netstatus_interconnect_status" "america" {
  provider = netstatus.america
  icon     = "icon-nyc-1"
}

# A token that reads several accounts needs no second provider.
data "netstatus_interconnect_status" "shared" {
  account_id = "f2a7c1d0b3e94c5a8d6e0f1b2c3d4e5f"
  icon       = "icon-nyc-1"
}

output "states" {
  value = merge(
    { for icon, status in data.netstatus_interconnect_status.europe : icon => status.state },
    { (data.netstatus_interconnect_status.america.icon) = data.netstatus_interconnect_status.america.state },
  )
}

output "accounts" {
  value = distinct([
    data.netstatus_interconnect_status.europe["icon-fra-1"].account_id,
    data.netstatus_interconnect_status.america.account_id,
    data.netstatus_interconnect_status.shared.account_id,
  ])
}
