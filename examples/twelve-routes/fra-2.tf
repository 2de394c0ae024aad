ephemeral "netstatus_interconnect_status" "fra_2" {
  icon     = "icon-fra-2"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

provider "cloudflare" {
  alias     = "fra_2" # so that no route falls back to an ungated block
  api_token = ephemeral.netstatus_interconnect_status.fra_2.released
}

module "fra_2" {
  source    = "./routes"
  providers = { cloudflare = cloudflare.fra_2 }

  nexthop  = "198.51.100.2"
  prefixes = ["10.21.0.0/18", "10.21.64.0/18", "10.21.128.0/18"]
}
