ephemeral "netstatus_interconnect_status" "ams_2" {
  icon     = "icon-ams-2"
  withhold = var.cloudflare_api_token

  expect { state = ["Healthy"] }
}

provider "cloudflare" {
  alias     = "ams_2" # so that no route falls back to an ungated block
  api_token = ephemeral.netstatus_interconnect_status.ams_2.released
}

module "ams_2" {
  source    = "./routes"
  providers = { cloudflare = cloudflare.ams_2 }

  nexthop  = "198.51.100.4"
  prefixes = ["10.23.0.0/18", "10.23.64.0/18", "10.23.128.0/18"]
}
