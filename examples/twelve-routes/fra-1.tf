ephemeral "netstatus_interconnect_status" "fra_1" {
  icon     = "icon-fra-1"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

provider "cloudflare" {
  alias     = "fra_1" # so that no route falls back to an ungated block
  api_token = ephemeral.netstatus_interconnect_status.fra_1.released
}

module "fra_1" {
  source    = "./routes"
  providers = { cloudflare = cloudflare.fra_1 }

  nexthop  = "198.51.100.1"
  prefixes = ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"]
}
