mock_provider "cloudflare" {}

variables {
  nexthop  = "198.51.100.1"
  prefixes = ["10.20.0.0/18", "10.20.64.0/18"]
}

run "a_route_for_each_prefix" {
  assert {
    condition     = length(cloudflare_magic_wan_static_route.this) == 2
    error_message = "There are not two routes."
  }
}
