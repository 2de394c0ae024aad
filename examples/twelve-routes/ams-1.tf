ephemeral "netstatus_interconnect_status" "ams_1" {
  icon     = "icon-ams-1"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

provider "cloudflare" {
  alias     = "ams_1" # so that no route falls back to an ungated block
  api_token = ephemeral.netstatus_interconnect_status.ams_1.released
}

module "ams_1" {
  source    = "./routes"
  providers = { cloudflare = cloudflare.ams_1 }

  nexthop  = "198.51.100.3"
  prefixes = ["10.22.0.0/18", "10.22.64.0/18", "10.22.128.0/18"]
}
