# Checked at plan only, once.
data "netstatus_interconnect_status" "now" {
  icon = "icon-fra-1"
  expect { state = ["Healthy"] }
}

# Waits at apply: at plan, the data source has failed if the link is down.
ephemeral "netstatus_interconnect_status" "fra" {
  icon     = data.netstatus_interconnect_status.now.icon
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
  timeouts { open = "10m" }
}

variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

provider "cloudflare" {
  alias     = "fra"
  api_token = ephemeral.netstatus_interconnect_status.fra.released
}
