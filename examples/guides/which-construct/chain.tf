variable "cloudflare_api_token" {
  type      = string
  sensitive = true
  ephemeral = true
}

ephemeral "netstatus_interconnect_status" "fra" {
  icon     = "icon-fra-1"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

ephemeral "netstatus_nodes" "storage" {
  withhold = ephemeral.netstatus_interconnect_status.fra.released

  expect { node_status = ["online"] }
}

provider "cloudflare" {
  alias     = "both"
  api_token = ephemeral.netstatus_nodes.storage.released
}
