provider "netstatus" {
  enforce = false
}

mock_provider "cloudflare" {
  alias = "fra"
}

variables {
  cloudflare_api_token = "not a token"
}

run "the_route_is_made" {
  assert {
    condition     = cloudflare_magic_wan_static_route.transit.priority == 100
    error_message = "The route has another priority."
  }
}
